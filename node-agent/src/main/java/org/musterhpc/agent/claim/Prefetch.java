package org.musterhpc.agent.claim;

import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/**
 * How far to claim ahead: what the agent can run while a question to Redis is under way, twice over, and never more than
 * it can run in a second. Long tasks are not claimed ahead at all: another agent may be free for them sooner.
 */
final class Prefetch {
    private static final double WEIGHT = 0.2;
    private static final double MOST_SECONDS = 1;
    private static final double ROUND_TRIPS = 4;
    private static final double LEAST_SECONDS = 0.01;
    private static final int MOST = 1000;

    private double taskSeconds = Double.NaN;
    private double tripSeconds = Double.NaN;

    void ended(Attempt attempt) {
        // What fails at once is not a short task: a broken node must not claim ahead.
        if (attempt.outcome() != Outcome.START_FAILED && attempt.outcome() != Outcome.SETUP) {
            taskTook(attempt.usage().wallS());
        }
    }

    void taskTook(double seconds) {
        taskSeconds = mean(taskSeconds, seconds);
    }

    void roundTripTook(double seconds) {
        tripSeconds = mean(tripSeconds, seconds);
    }

    /** Tasks had to wait: whatever the mean says, the ones that run now are long. */
    void stuck() {
        taskSeconds = Math.max(MOST_SECONDS, Double.isNaN(taskSeconds) ? 0 : taskSeconds);
    }

    /** How many tasks to have beside those that run, for so many at a time. */
    int ahead(int atOnce) {
        if (Double.isNaN(taskSeconds) || Double.isNaN(tripSeconds) || taskSeconds >= MOST_SECONDS) {
            return 0;
        }
        double horizon = Math.min(MOST_SECONDS, LEAST_SECONDS + ROUND_TRIPS * tripSeconds);
        double tasks = atOnce * horizon / Math.max(1e-6, taskSeconds);
        double bound = atOnce * MOST_SECONDS / Math.max(1e-6, taskSeconds);
        return (int) Math.min(MOST, Math.min(bound, Math.ceil(tasks)));
    }

    private static double mean(double before, double seconds) {
        return Double.isNaN(before) ? seconds : before + WEIGHT * (seconds - before);
    }
}
