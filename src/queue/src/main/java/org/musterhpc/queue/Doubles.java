package org.musterhpc.queue;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Offer;

/**
 * Second attempts at tasks that take far longer than the others of their stage, where nothing of it waits any more. Whichever
 * of a task's two attempts is done first ends the task; the agent of the other hears of that with its next heartbeat.
 */
public interface Doubles {
    /** For queues that give none. */
    Doubles NONE = new Doubles() {
        @Override
        public RunTimes runTimes(String stage) {
            return RunTimes.NONE;
        }

        @Override
        public Asked ask(String stage, Duration longerThan, Offer offer) {
            return new Asked(Optional.empty(), null, Mood.OPEN);
        }
    };

    /** What was learnt of how the tasks of a stage run; one round trip. */
    RunTimes runTimes(String stage);

    /**
     * Asks for a second attempt at a task that another agent has had for so long; one round trip, which looks at a part of
     * what is under way, the next call at the next. Where its answer is lost, the task has had its second attempt.
     */
    Asked ask(String stage, Duration longerThan, Offer offer);

    /**
     * @param lease of the second attempt, where one was given
     * @param due in what time the first of the others that were looked at has been under way for so long; null: there is none
     */
    record Asked(Optional<Lease> lease, @Nullable Duration due, Mood mood) {}
}
