package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.read.EntryId;
import org.musterhpc.queue.redis.read.RunPlaces;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.StreamEntryID;

/** Has done tasks of one stage done again, some hundred a call. */
final class Reopening {
    private static final int PORTION = 500;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final String stage;
    private final UnaryOperator<Message> signed;

    Reopening(ScriptRunner runner, CampaignReader.Known known, String stage, UnaryOperator<Message> signed) {
        this.runner = runner;
        this.known = known;
        this.stage = stage;
        this.signed = signed;
    }

    /** How many of them were done under these tokens, and are to be done again. */
    long these(Map<String, Long> seen) {
        List<String> ids = List.copyOf(seen.keySet());
        long sum = 0;
        for (int from = 0; from < ids.size(); from += PORTION) {
            List<Ending> done = done(ids.subList(from, Math.min(from + PORTION, ids.size())));
            done.removeIf(ending -> !Objects.equals(
                    seen.get(ending.message().id()), ending.last().token()));
            sum += done.isEmpty() ? 0 : reopen(done);
        }
        return sum;
    }

    private List<Ending> done(List<String> ids) {
        Keys keys = known.keys();
        List<@Nullable String> index = runner.find(redis -> redis.hmget(keys.index(stage), ids.toArray(String[]::new)));
        List<StreamEntryID> entries = new ArrayList<>();
        for (String text : index == null ? List.<@Nullable String>of() : index) {
            StreamEntryID at = text == null ? null : EntryId.whole(text);
            if (at != null) {
                entries.add(at);
            }
        }
        RunPlaces places = new RunPlaces(runner, keys);
        List<Ending> done = new ArrayList<>();
        for (Scan.Entry entry : Scan.entries(runner, keys.done(stage), entries)) {
            Ending ending = places.read(stage, entry.record());
            if (EndingCodec.readable(ending)) { // else nobody knows what to run
                done.add(ending);
            }
        }
        return done;
    }

    private long reopen(List<Ending> done) {
        Keys keys = known.keys();
        Links links = Links.of(known, stage);
        List<String> args = new ArrayList<>(List.of(runner.time(), links.waits(), links.frees()));
        for (Ending ending : done) {
            Message message = signed.apply(ending.message().afresh());
            args.add(message.id());
            args.add(Long.toString(ending.last().token()));
            args.add(MessageCodec.encode(message));
            args.add(AttemptCodec.encode(ending.last()));
            args.add(links.group(message));
        }
        List<String> keyList = links.withBoth(
                keys.campaign(),
                keys.done(stage),
                keys.index(stage),
                keys.proc(stage),
                keys.held(stage),
                keys.blocked(stage),
                keys.counts(stage),
                keys.history(stage),
                keys.need(stage),
                keys.events());
        List<?> words = (List<?>) runner.run(Script.REOPEN.on(keyList, args));
        return words.stream().filter("ACCEPTED"::equals).count();
    }
}
