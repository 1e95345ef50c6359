package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Doubles;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.read.TallyReader;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Asks for second attempts, a page of what is under way at a time. */
final class RedisDoubles implements Doubles {
    private static final int TASK = 4;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final @Nullable AgentInfo agent;
    /** Stage → where the next page begins. */
    private final Map<String, String> cursors = new HashMap<>();

    RedisDoubles(ScriptRunner runner, CampaignReader.Known known, @Nullable AgentInfo agent) {
        this.runner = runner;
        this.known = known;
        this.agent = agent;
    }

    @Override
    public RunTimes runTimes(String stage) {
        Map<String, String> runs =
                runner.find(redis -> redis.hgetAll(known.keys().runs(stage)));
        return TallyReader.runTimes(runs == null ? Map.of() : runs);
    }

    @Override
    public synchronized Asked ask(String stage, Duration longerThan, Offer offer) {
        Stage its = known.campaign().stage(stage);
        Keys keys = known.keys();
        Duration rest = offer.rest();
        Long memory = offer.memory();
        List<?> reply = (List<?>) runner.run(Script.DOUBLE.on(
                List.of(
                        keys.campaign(),
                        keys.proc(stage),
                        keys.working(stage),
                        keys.delayed(stage),
                        keys.counts(stage),
                        keys.events(),
                        keys.beats(),
                        keys.doubles(stage)),
                List.of(
                        runner.time(),
                        Objects.requireNonNull(agent).name(),
                        stage,
                        Long.toString(longerThan.toMillis()),
                        Long.toString(its.limits().walltime().toMillis()),
                        known.created(),
                        Integer.toString(known.campaign().edition().number()),
                        cursors.getOrDefault(stage, "0"),
                        Tender.PAGE,
                        rest == null ? "" : Long.toString(Math.max(0, rest.toMillis())),
                        memory == null ? "" : memory.toString())));
        cursors.put(stage, (String) reply.get(2));
        long due = (Long) reply.get(3);
        return new Asked(
                lease(stage, reply), due < 0 ? null : Duration.ofMillis(due), Mood.valueOf((String) reply.get(1)));
    }

    /** Nothing where its message cannot be read: whoever holds it says so. */
    private Optional<Lease> lease(String stage, List<?> reply) {
        if (reply.size() < TASK + 1) {
            return Optional.empty();
        }
        List<Object> task = new ArrayList<>(reply.subList(0, 2));
        task.addAll(reply.subList(TASK, reply.size()));
        List<Lease> leases = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        new Replies(known.campaign()).claimed(stage, task, leases, unreadable);
        return leases.stream()
                .map(lease -> new Lease(stage, lease.message(), lease.token(), lease.claimed(), lease.walltime(), true))
                .findFirst();
    }
}
