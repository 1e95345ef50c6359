package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Beat;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.redis.campaign.AgentRegistry;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/**
 * An agent's heartbeats. One costs the same whatever is held; which leases are still the agent's is asked only where there
 * is reason to. What is known from one to the next is {@link Known}.
 */
final class Heartbeats {
    /** With the usual three beats a lease of half a minute, once a minute: what was noted may have been lost. */
    private static final int BEATS_BETWEEN_CHECKS = 6;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final String grace;

    Heartbeats(ScriptRunner runner, CampaignReader.Known known, String grace) {
        this.runner = runner;
        this.known = known;
        this.grace = grace;
    }

    /**
     * What an agent knows between two of its heartbeats.
     *
     * @param revoked how many leases had been taken from it
     * @param again whether it asked for its leases with the last one: one that was on its way to it then was not among them
     * @param beats how many heartbeats it has sent since it asked last
     * @param look what the clock of Redis said with the last one; null before the first
     */
    record Known(long revoked, boolean again, int beats, JumpWatch.@Nullable Look look) {
        static final Known NOTHING = new Known(0, true, 0, null);

        /** After one of which not all was answered. */
        Known unanswered() {
            return new Known(revoked, true, beats, look);
        }
    }

    /** @param jump of Redis' clock, since the heartbeat before; null where there was none */
    record Answer(Beat beat, Known known, JumpWatch.@Nullable Jump jump) {}

    Answer beat(AgentInfo who, List<Lease> leases, Known before, ClaimTimes times) {
        Keys keys = known.keys();
        long asked = runner.nanos();
        List<?> reply = (List<?>) runner.run(Script.BEAT.on(
                List.of(
                        keys.campaign(),
                        keys.agents(),
                        keys.beats(),
                        keys.revoked(),
                        keys.tender(),
                        keys.answers(),
                        keys.damaged()),
                List.of(
                        runner.time(),
                        who.name(),
                        Long.toString(who.leaseTime().toMillis()),
                        AgentRegistry.describe(who),
                        known.created())));
        JumpWatch.Look look = new JumpWatch.Look((Long) reply.get(0), asked, runner.nanos());
        Mood mood = Mood.valueOf((String) reply.get(1));
        long revoked = (Long) reply.get(2);
        JumpWatch.Jump jump =
                JumpWatch.between(before.look(), look, who.leaseTime().toMillis());
        boolean reason = revoked != before.revoked() || (Long) reply.get(3) == 1 || jump != null;
        boolean checks = mood != Mood.GONE && (reason || before.again() || before.beats() >= BEATS_BETWEEN_CHECKS);
        List<Lease> lost = checks ? lost(leases, asked, times) : List.of();
        Known after = new Known(revoked, reason, checks ? 0 : before.beats() + 1, look);
        return new Answer(new Beat(Replies.instant(reply.get(0)), lost, mood, (Long) reply.get(4) == 1), after, jump);
    }

    private List<Lease> lost(List<Lease> leases, long asked, ClaimTimes times) {
        Map<String, List<Lease>> byStage = leases.stream().collect(Collectors.groupingBy(Lease::stage));
        List<List<Lease>> parts = List.copyOf(byStage.values());
        List<Script.Call> calls = new ArrayList<>();
        for (List<Lease> part : parts) {
            String stage = part.get(0).stage();
            List<String> args = new ArrayList<>(List.of(runner.time(), grace));
            for (Lease held : part) {
                args.add(held.id());
                args.add(Long.toString(held.token()));
                args.add(times.age(held, asked));
            }
            calls.add(Script.CHECK.on(
                    List.of(
                            known.keys().working(stage),
                            known.keys().expiry(stage),
                            known.keys().doubles(stage)),
                    args));
        }
        List<Lease> lost = new ArrayList<>();
        List<Object> answers = calls.isEmpty() ? List.of() : runner.runAll(calls);
        for (int i = 0; i < parts.size(); i++) {
            List<?> gone = (List<?>) answers.get(i);
            parts.get(i).stream()
                    .filter(held -> gone.contains(Long.toString(held.token())))
                    .forEach(lost::add);
        }
        lost.forEach(times::gone);
        return lost;
    }
}
