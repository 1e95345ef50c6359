package org.musterhpc.queue;

import java.util.Map;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/**
 * How many tasks of a stage are where, at one moment.
 *
 * @param pushed how many have ever been put in (foreign ones since they were first seen)
 * @param counts by state, as the structures in Redis really hold them
 * @param foreign messages of other producers that no agent has seen yet: on the queue, but not in {@code pushed}
 * @param late reports that came too late and were kept aside
 * @param sealed whether all of the stage is there, and no more can come
 * @param outcomes how attempts ended so far, by outcome
 * @param finishedLately how many tasks ended in the last {@link #WINDOW_S} seconds
 * @param runTimes how long its tasks run, as far as that is known
 * @param brought whether nobody submits its tasks: results of others bring them along
 */
public record Tally(
        long pushed,
        Map<State, Long> counts,
        long foreign,
        long late,
        boolean sealed,
        Map<Outcome, Long> outcomes,
        long finishedLately,
        RunTimes runTimes,
        boolean brought) {

    /** Over how many seconds {@code finishedLately} counts. */
    public static final int WINDOW_S = 30;

    public Tally {
        counts = Map.copyOf(counts);
        outcomes = Map.copyOf(outcomes);
    }

    /** A stage that is submitted, and of whose run times nothing is known. */
    public Tally(
            long pushed,
            Map<State, Long> counts,
            long foreign,
            long late,
            boolean sealed,
            Map<Outcome, Long> outcomes,
            long finishedLately) {
        this(pushed, counts, foreign, late, sealed, outcomes, finishedLately, RunTimes.NONE, false);
    }

    /** Whether all that is submitted of it is there; what results bring along may still come. */
    public boolean sent() {
        return sealed || brought;
    }

    public long count(State state) {
        return counts.getOrDefault(state, 0L);
    }

    /** Whether every task that was pushed is in exactly one state. */
    public boolean holds() {
        return foreign >= 0
                && pushed == counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether anything is really there that runs or can be claimed, now or later; whatever the counters say. */
    public boolean claimable() {
        return count(State.PENDING) + foreign > 0 || count(State.DELAYED) > 0 || count(State.WORKING) > 0;
    }

    /** Tasks that can still go somewhere by themselves. */
    public long moving() {
        return count(State.PENDING) + count(State.DELAYED) + count(State.WORKING) + Math.max(0, foreign);
    }
}
