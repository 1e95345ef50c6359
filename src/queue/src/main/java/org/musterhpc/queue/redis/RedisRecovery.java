package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.Intake.Created;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.EndingCodec;
import org.musterhpc.queue.model.MessageCodec;

/** Puts a campaign back in. */
final class RedisRecovery implements Recovery {
    /** Tasks a script call; those that are done cost more than a push does. */
    private static final int PORTION = 1_000;

    private static final String RESTORING = "restoring";

    private final Wire wire;
    private final CampaignReader campaigns;

    RedisRecovery(Wire wire, CampaignReader campaigns) {
        this.wire = wire;
        this.campaigns = campaigns;
    }

    @Override
    public Created begin(Campaign campaign) {
        Recording recording = new Recording(campaigns.keys(campaign.name()), campaign);
        String first = Long.toString(campaign.created().toEpochMilli());
        List<String> args = new ArrayList<>(List.of(wire.time(), campaign.digest(), first));
        args.addAll(recording.arguments());
        Created created = Created.valueOf((String) wire.run(Script.BEGIN_RESTORE.on(recording.keyList(), args)));
        if (created != Created.DIFFERENT) {
            campaigns.list(campaign.name());
        }
        return created;
    }

    @Override
    public boolean underWay(String campaign) {
        return "1".equals(wire.ask(redis -> redis.hget(campaigns.keys(campaign).campaign(), RESTORING)));
    }

    @Override
    public long there(String campaign, String stage) {
        return Numbered.last(wire, campaigns.keys(campaign).counts(stage));
    }

    @Override
    public long put(String campaign, String stage, List<Task> tasks) {
        CampaignReader.Known known = campaigns.existing(campaign);
        Waiting waiting = Waiting.of(known, stage);
        List<Script.Call> calls = new ArrayList<>();
        for (int from = 0; from < tasks.size(); from += PORTION) {
            calls.add(portion(known.keys(), waiting, tasks.subList(from, Math.min(from + PORTION, tasks.size()))));
        }
        long next = 1;
        for (Object reply : wire.runAll(calls)) {
            next = (Long) reply;
            if (next == -1) {
                throw new IllegalArgumentException("campaign '" + campaign + "' is not being restored");
            }
            if (next == -4) {
                throw new IllegalArgumentException("two tasks of stage " + stage + " would wait for the same task");
            }
            if (next == -2) {
                throw new IllegalArgumentException("tasks of stage " + stage + " do not follow those before them");
            }
        }
        return next - 1;
    }

    private Script.Call portion(Keys keys, Waiting waiting, List<Task> tasks) {
        List<String> args = new ArrayList<>(tasks.size() * 5 + 3);
        args.add(wire.time());
        args.add(Long.toString(tasks.get(0).message().n()));
        args.add(waiting.mode());
        for (Task task : tasks) {
            String id = task.message().id();
            Ending done = task.done();
            args.add(id);
            args.add(MessageCodec.encode(task.message()));
            args.add(waiting.each() ? waiting.idWaitedFor(id) : "");
            args.add(done == null ? "" : Long.toString(done.last().token()));
            args.add(done == null ? "" : EndingCodec.encode(done));
        }
        String stage = waiting.stage();
        return Script.RESTORE.on(
                List.of(
                        keys.campaign(),
                        keys.proc(stage),
                        keys.held(stage),
                        keys.blocked(stage),
                        keys.counts(stage),
                        keys.index(waiting.indexStage()),
                        keys.done(stage),
                        keys.index(stage)),
                args);
    }

    @Override
    public void end(String campaign) {
        wire.ask(redis -> redis.hdel(campaigns.keys(campaign).campaign(), RESTORING));
    }
}
