package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Doubles.Asked;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.read.Replies;

/** What must become of second attempts at tasks that take long; works on an {@link Ideal}. */
final class IdealDoubles {
    private final Ideal ideal;

    IdealDoubles(Ideal ideal) {
        this.ideal = ideal;
    }

    /**
     * @param first token of the lease beside which it was given
     * @param token its own; 0: it has failed
     */
    record Second(long first, long token, String agent) {
        static Second read(String text) {
            String[] parts = text.split(" ", -1);
            return new Second(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
        }
    }

    /** That of a task that counts, or null. */
    private static @Nullable Second of(Places places, String id) {
        Second given = given(places, id);
        return given == null || given.token() == 0 ? null : given;
    }

    /** That which was given beside the lease that stands, or null. */
    private static @Nullable Second given(Places places, String id) {
        String text = places.doubles.get(id);
        String record = places.working.get(id);
        Second second = text == null ? null : Second.read(text);
        return second == null || record == null || Rig.working(record).token() != second.first() ? null : second;
    }

    /** Whether this is the lease of one that counts. */
    boolean counts(Places places, Lease lease) {
        Second second = of(places, lease.id());
        return second != null && second.token() == lease.token();
    }

    /** It has failed: it counts no more, and there is no third. */
    static void failed(Places places, String id) {
        places.doubles.computeIfPresent(id, (same, text) -> {
            String[] parts = text.split(" ", -1);
            parts[1] = "0";
            return String.join(" ", parts);
        });
    }

    /** The lease of the first ends, and its agent hears of that. */
    void tell(Places places, String id) {
        Second second = of(places, id);
        if (second != null) {
            ideal.agents.revoked.merge(second.agent(), 1L, Long::sum);
        }
    }

    /** The same, and the task has ended. */
    void over(Places places, String id) {
        tell(places, id);
        places.doubles.remove(id);
    }

    /** What an agent is answered that asks for one, where the first has been under way for so long. */
    Asked ask(String agent, String stage, Duration least) {
        Places places = ideal.at(stage);
        if (!ideal.agents.leased(agent, ideal.now)) {
            return new Asked(Optional.empty(), null, Mood.SILENT);
        }
        if (ideal.paused) {
            return new Asked(Optional.empty(), null, Mood.PAUSED);
        }
        boolean waits = !Places.withoutBlanks(places.proc).isEmpty() || !places.delayed.isEmpty();
        if (waits || places.count("sealed") != 1) {
            return new Asked(Optional.empty(), null, Mood.OPEN);
        }
        Long soonest = null;
        Message best = null;
        Replies.Working first = null;
        for (var entry : places.working.entrySet()) {
            Replies.Working working = Rig.working(entry.getValue());
            Message message = Ideal.read(working.body(), entry.getKey());
            if (message == null || working.agent().equals(agent) || given(places, entry.getKey()) != null) {
                continue;
            }
            long wait = working.claimed().toEpochMilli() + least.toMillis() - ideal.now;
            if (wait > 0) {
                soonest = soonest == null ? wait : Math.min(soonest, wait);
            } else if (first == null || older(working, first)) {
                best = message;
                first = working;
            }
        }
        Duration due = soonest == null ? null : Duration.ofMillis(soonest);
        return new Asked(Optional.ofNullable(given(agent, stage, best, first)), due, Mood.OPEN);
    }

    private static boolean older(Replies.Working one, Replies.Working other) {
        int order = one.claimed().compareTo(other.claimed());
        return order < 0 || (order == 0 && one.token() < other.token());
    }

    private @Nullable Lease given(
            String agent, String stage, @Nullable Message message, Replies.@Nullable Working first) {
        if (message == null || first == null) {
            return null;
        }
        Places places = ideal.at(stage);
        places.add("token", Math.max(0, ideal.now * 1_000 - places.count("token")) + 1);
        Duration own = message.needs().walltime();
        Duration walltime = own == null ? ideal.campaign.stage(stage).limits().walltime() : own;
        long token = places.count("token");
        long deadline = ideal.now + walltime.toMillis();
        places.doubles.put(message.id(), first.token() + " " + token + " " + agent + " " + ideal.now + " " + deadline);
        return new Lease(stage, message, token, Instant.ofEpochMilli(ideal.now), walltime, true);
    }
}
