package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
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
     * @param upstream where they learn what they waited for
     * @param pause how they wait; by the same clock
     */
    public record Tools(Runner runner, Journal journal, RedisClock clock, Upstream upstream, Pause pause) {
        public Tools(Runner runner, Journal journal, RedisClock clock, Upstream upstream) {
            this(runner, journal, clock, upstream, TimeUnit.NANOSECONDS::timedWait);
        }
    }

    /** Tells what a task waited for; see {@link org.musterhpc.queue.WorkQueue#upstream}. */
    public interface Upstream {
        void each(String stage, String key, boolean failed, Consumer<UpstreamTask> sink);
    }

    /** Waits so long, or until the monitor, which is held, is notified. */
    public interface Pause {
        void on(Object monitor, long nanos) throws InterruptedException;
    }
}
