package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.campaign.AgentRegistry;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Seal;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** What one of all who work on a campaign does for the others. Two that do it at once do no harm. */
final class Tender {
    private static final long AUDIT_EVERY = TimeUnit.MINUTES.toNanos(1);
    private static final long MEND_EVERY = TimeUnit.SECONDS.toNanos(10);
    /** Who claims what is pushed meanwhile asks again by himself, and makes ripe what he delayed. */
    private static final Duration STILL = Duration.ofSeconds(5);

    private static final Duration FORGOTTEN = Duration.ofHours(1);
    /** Of what is in flight a call: about a millisecond of Redis. */
    static final String PAGE = "1000";

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final AgentRegistry registry;
    /** When what was done last, by the monotonic clock. */
    private final Map<String, Long> done = new ConcurrentHashMap<>();

    Tender(ScriptRunner runner, CampaignReader.Known known, AgentRegistry registry) {
        this.runner = runner;
        this.known = known;
        this.registry = registry;
    }

    /**
     * Makes pending what is ripe, and seals stages of which no more can come; once a minute also walks over what is in flight, and forgets agents long gone.
     *
     * @param most at the most so long, but for where nothing is under way at all
     * @return for how long nothing else is to be done
     */
    Duration tend(Duration most) {
        Keys keys = known.keys();
        List<String> keyList = new ArrayList<>(List.of(keys.campaign(), keys.bell()));
        List<String> args = new ArrayList<>(List.of(runner.time()));
        for (Stage stage : known.campaign().stages()) {
            String name = stage.name();
            keyList.addAll(List.of(
                    keys.delayed(name), keys.proc(name), keys.counts(name), keys.held(name), keys.working(name)));
            args.add(Long.toString(RetryPolicy.longestWait(stage).toMillis()));
        }
        List<?> reply = (List<?>) runner.run(Script.TEND.on(keyList, args));
        sealBrought();
        if (due("", AUDIT_EVERY)) {
            known.campaign().stages().forEach(stage -> {
                audit(stage.name());
                // A launcher may have died after it sealed the stage and before it had looked at all groups.
                new Seal(runner, known).freeGroups(stage.name());
            });
            registry.forgetBefore(Replies.instant(reply.get(0)).minus(FORGOTTEN));
        }
        if ((Long) reply.get(2) == 1) {
            return most.compareTo(STILL) > 0 ? most : STILL;
        }
        long following = (Long) reply.get(1);
        long wait = following < 0 ? most.toMillis() : Math.max(0, following - (Long) reply.get(0));
        return Duration.ofMillis(Math.min(most.toMillis(), wait));
    }

    /** Stages whose tasks are brought along by results: once no more can come. */
    private void sealBrought() {
        for (Stage stage : known.campaign().stages()) {
            if (known.campaign().brought(stage.name()) && new Seal(runner, known).putIfComplete(stage.name())) {
                Bell.ring(runner, known.keys(), 1); // all of it may be over already
            }
        }
    }

    /** The index of a stage has not as many as are in flight; it is mended, but not over and over where it cannot be. */
    void mend(String stage) {
        if (due(stage, MEND_EVERY)) {
            audit(stage);
        }
    }

    private boolean due(String what, long every) {
        long now = runner.nanos();
        Long last = done.putIfAbsent(what, now);
        return last == null || (now - last >= every && done.replace(what, last, now));
    }

    /** Walks over what is in flight of a stage: what the indexes have lost is put back. */
    private void audit(String stage) {
        Keys keys = known.keys();
        String cursor = "0";
        do {
            cursor = (String) runner.run(Script.AUDIT.on(
                    List.of(keys.working(stage), keys.expiry(stage), keys.beats(), keys.campaign()),
                    List.of(runner.time(), cursor, PAGE)));
        } while (!cursor.equals("0"));
    }
}
