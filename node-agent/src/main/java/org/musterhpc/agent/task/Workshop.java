package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    public record Tools(Runner runner, Journal journal, RedisClock clock, Upstream upstream, Pause pause, Gpus gpus) {
        /** On a node without GPUs. */
        public Tools(Runner runner, Journal journal, RedisClock clock, Upstream upstream, Pause pause) {
            this(runner, journal, clock, upstream, pause, given -> Map.of());
        }

        public Tools(Runner runner, Journal journal, RedisClock clock, Upstream upstream, Gpus gpus) {
            this(runner, journal, clock, upstream, TimeUnit.NANOSECONDS::timedWait, gpus);
        }

        public Tools(Runner runner, Journal journal, RedisClock clock, Upstream upstream) {
            this(runner, journal, clock, upstream, given -> Map.of());
        }
    }

    /** The agent's GPUs. */
    public interface Gpus {
        /** By which a task knows its own, which are counted from 0; also where it has none. */
        Map<String, String> variables(List<Integer> given);
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
