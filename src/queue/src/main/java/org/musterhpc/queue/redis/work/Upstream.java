package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Finds the tasks for which another waited. */
final class Upstream {
    private static final int PAGE = 500;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;

    Upstream(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    /** As {@link org.musterhpc.queue.WorkQueue#upstream}. */
    void each(String stage, String key, boolean failed, Consumer<UpstreamTask> sink) {
        After after = known.campaign().stage(stage).after();
        if (after == null || after.mode() == Mode.CHILDREN) {
            return;
        }
        Keys keys = known.keys();
        List<String> names = new ArrayList<>(List.of(keys.members(stage)));
        for (String before : after.stages()) {
            names.addAll(List.of(keys.index(before), keys.done(before), keys.dead(before), keys.cancelled(before)));
        }
        String from = "";
        do {
            List<String> args = new ArrayList<>(List.of(
                    runner.time(),
                    after.mode().name().toLowerCase(Locale.ROOT),
                    key,
                    failed ? "1" : "",
                    from,
                    Integer.toString(PAGE)));
            args.addAll(after.stages());
            List<?> page = (List<?>) runner.run(Script.UPSTREAM.on(names, args));
            for (int i = 1; i + 1 < page.size(); i += 2) {
                String id = (String) page.get(i);
                String before = after.stages().stream()
                        .filter(name -> id.startsWith(name + "/"))
                        .findFirst()
                        .orElse(after.stages().get(0));
                sink.accept(new UpstreamTask(before, id, ending(before, id, (String) page.get(i + 1))));
            }
            from = (String) page.get(0);
        } while (!from.isEmpty());
    }

    /** Null where the record says nothing that can be read: anybody may have written it. */
    private static @Nullable Ending ending(String stage, String id, String record) {
        try {
            return record.isEmpty()
                    ? null
                    : record.startsWith("[[")
                            ? DoneCodec.decode(stage, record, place -> null)
                            : EndingCodec.decode(id, record);
        } catch (RuntimeException unreadable) {
            return null;
        }
    }
}
