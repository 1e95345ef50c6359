package org.musterhpc.launcher.dialect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An array to submit.
 *
 * @param name unique to this submission: a lost answer is looked up by it
 * @param logs folder for the batch scripts' own output; must be there before the first element runs
 * @param command words of the agent's command line
 */
public record ArrayRequest(String name, Indices indices, Needs needs, Site site, String logs, List<String> command) {
    public ArrayRequest {
        command = List.copyOf(command);
    }

    /**
     * @param first index, from 0
     * @param last index, at least the first
     * @param throttle how many run at once; null: as many as the site allows
     */
    public record Indices(int first, int last, @Nullable Integer throttle) {
        public Indices {
            // OpenPBS: an index near 2^31 made a later qdel spin the server for ever (int overflow in req_deletejob).
            if (first < 0 || last < first || last > 100_000_000) {
                throw new IllegalArgumentException(
                        "elements " + first + " to " + last + ": first <= last <= 100000000");
            }
            if (throttle != null && throttle < 1) {
                throw new IllegalArgumentException("throttle is " + throttle + "; it is at least 1, or none");
            }
        }

        public int count() {
            return last - first + 1;
        }
    }

    /**
     * Of one element.
     *
     * @param walltime null: what the partition gives
     * @param memory bytes; null: what the partition gives
     * @param warning how long before the end the agent is told; null: not at all
     * @param gpus 0: none is asked for
     */
    public record Needs(
            @Nullable Duration walltime,
            int cpus,
            @Nullable Long memory,
            @Nullable Duration warning,
            int gpus) {
        /** Without a GPU. */
        public Needs(@Nullable Duration walltime, int cpus, @Nullable Long memory, @Nullable Duration warning) {
            this(walltime, cpus, memory, warning, 0);
        }
    }

    /**
     * @param options by their keys in {@code muster.yml}, see {@link Dialect#options}
     * @param directives further options as the site writes them, one directive line each
     */
    public record Site(Map<String, String> options, List<String> directives) {
        public Site {
            options = Map.copyOf(options);
            directives = List.copyOf(directives);
        }
    }
}
