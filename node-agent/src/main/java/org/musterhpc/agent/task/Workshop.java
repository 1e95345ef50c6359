package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.model.Attempt.Place;

/**
 * What all attempts on this node share.
 *
 * @param campaign the campaign's name
 * @param place where they run
 * @param environment what each task's environment begins with
 * @param scratch a folder that only we may read, for results
 * @param grace between TERM and KILL
 */
public record Workshop(
        String campaign, Place place, Map<String, String> environment, Path scratch, Duration grace, Tools tools) {
    public Workshop {
        environment = Map.copyOf(environment);
    }

    /**
     * What they are run with.
     *
     * @param pause how they wait; by the same clock
     */
    public record Tools(Runner runner, Journal journal, RedisClock clock, Pause pause) {
        public Tools(Runner runner, Journal journal, RedisClock clock) {
            this(runner, journal, clock, TimeUnit.NANOSECONDS::timedWait);
        }
    }

    /** Waits so long, or until the monitor, which is held, is notified. */
    public interface Pause {
        void on(Object monitor, long nanos) throws InterruptedException;
    }
}
