package org.musterhpc.queue.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.codec.ArrayCodec;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.read.ArrayReader;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** The ledger in the campaign's slot. */
final class RedisLedger implements Ledger {

    private final ScriptRunner runner;
    private final String prefix;

    RedisLedger(ScriptRunner runner, String prefix) {
        this.runner = runner;
        this.prefix = prefix;
    }

    @Override
    public boolean watch(String campaign, String cluster, String watcher, Duration time) {
        return watch(campaign, cluster, watcher, time.toMillis()).equals("MINE");
    }

    @Override
    public void unwatch(String campaign, String cluster, String watcher) {
        watch(campaign, cluster, watcher, 0);
    }

    @Override
    public boolean watched(String campaign, String cluster) {
        // Whoever only looks may MGET, and neither GET nor EXISTS: see the ACL users in docs/operations.md.
        return runner.ask(redis -> redis.mget(keys(campaign).watch(cluster))).get(0) != null;
    }

    private Object watch(String campaign, String cluster, String watcher, long millis) {
        Keys keys = keys(campaign);
        return runner.run(Script.WATCH.on(
                List.of(keys.campaign(), keys.watch(cluster)), List.of(runner.time(), watcher, Long.toString(millis))));
    }

    @Override
    public boolean intend(String campaign, String watcher, ArrayRecord array, Duration open) {
        Keys keys = keys(campaign);
        return runner.run(Script.INTEND.on(
                        List.of(keys.campaign(), keys.watch(array.cluster()), keys.arrays()),
                        List.of(
                                runner.time(),
                                watcher,
                                array.name(),
                                Long.toString(open.toMillis()),
                                ArrayCodec.encode(array))))
                .equals("ACCEPTED");
    }

    @Override
    public boolean settle(String campaign, ArrayRecord.State from, ArrayRecord array, Duration open) {
        if (!from.leadsTo(array.state())) {
            throw new IllegalArgumentException("an array that is " + from + " cannot become " + array.state());
        }
        Keys keys = keys(campaign);
        return runner.run(Script.SETTLE.on(
                        List.of(keys.campaign(), keys.arrays()),
                        List.of(
                                runner.time(),
                                array.name(),
                                from.name(),
                                array.state().name(),
                                Long.toString(open.toMillis()),
                                ArrayCodec.encode(array))))
                .equals("ACCEPTED");
    }

    @Override
    public void forget(String campaign, List<String> names) {
        if (!names.isEmpty()) {
            runner.ask(redis -> redis.hdel(keys(campaign).arrays(), names.toArray(String[]::new)));
        }
    }

    @Override
    public List<ArrayRecord> arrays(String campaign) {
        return ArrayReader.all(runner, keys(campaign));
    }

    @Override
    public Map<String, Goal> goals(String campaign) {
        Map<String, Goal> goals = new TreeMap<>();
        Scan.hash(
                runner,
                keys(campaign).goals(),
                (cluster, text) -> Goal.parse(text).ifPresent(goal -> goals.put(cluster, goal)));
        return goals;
    }

    @Override
    public boolean goal(String campaign, String cluster, Goal goal) {
        Keys keys = keys(campaign);
        return runner.run(Script.GOAL.on(
                        List.of(keys.campaign(), keys.goals(), keys.events()),
                        List.of(runner.time(), cluster, goal.text())))
                .equals("OK");
    }

    private Keys keys(String campaign) {
        return new Keys(prefix, campaign);
    }
}
