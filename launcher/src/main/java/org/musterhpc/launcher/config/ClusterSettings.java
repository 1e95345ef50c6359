package org.musterhpc.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Goal;

/** A place that runs agents. */
public sealed interface ClusterSettings {

    /** Its key in {@code muster.yml}. */
    String name();

    /** What makes its agents stay and serve every campaign that names it; null: they belong to one campaign each. */
    default @Nullable Pool pool() {
        return null;
    }

    /** This machine, agents as child processes; or a pool's. */
    record Local(String name, int agents, @Nullable Pool pool) implements ClusterSettings {
        public Local(String name, int agents) {
            this(name, agents, null);
        }
    }

    /**
     * @param keyFile with which campaigns for it are signed, shared by those who share the pool; null: one of its own
     * @param scaling null: it has as many agents as it was told
     */
    record Pool(@Nullable Path keyFile, @Nullable Scaling scaling) {
        public Pool(@Nullable Path keyFile) {
            this(keyFile, null);
        }
    }

    /**
     * How many agents a pool has, in arrays, or on each machine.
     *
     * @param min that stay without work
     * @param max at the most
     * @param idle how long an agent stays without work
     */
    record Scaling(int min, int max, Duration idle) {
        public static final int MAX = 20;
        public static final Duration IDLE = Duration.ofMinutes(5);
    }

    /**
     * A batch system.
     *
     * @param dialect the name of a {@link org.musterhpc.launcher.dialect.Dialect}
     * @param options what is asked of the batch system, by the dialect's names; no entry: not set
     * @param directives further options as the user wrote them, one directive line each
     * @param arrays how many elements an array has, and how many run at once
     * @param site where things are there
     * @param pool null: each campaign has elements of its own
     */
    record Batch(
            String name,
            String dialect,
            Map<String, String> options,
            List<String> directives,
            Arrays arrays,
            Site site,
            @Nullable Pool pool)
            implements ClusterSettings {
        public Batch {
            options = Map.copyOf(options);
            directives = List.copyOf(directives);
        }

        public Batch(
                String name,
                String dialect,
                Map<String, String> options,
                List<String> directives,
                Arrays arrays,
                Site site) {
            this(name, dialect, options, directives, arrays, site, null);
        }
    }

    /** Machines without a batch system, so many agents on each; always a pool's. */
    record Hosts(String name, List<String> hosts, int agents, Site site, Pool pool) implements ClusterSettings {
        public Hosts {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * @param goal elements of a campaign; {@code elements:} in the file
     * @param throttle elements running at once over all arrays; null: as many as the site allows
     * @param cpus of one element; null: as many as the stage that needs most
     * @param walltime of one element; null: a few times the longest stage's
     * @param gpus of one element; null: as many as the stage that needs most
     */
    record Arrays(
            Goal goal,
            @Nullable Integer throttle,
            @Nullable Integer cpus,
            @Nullable Duration walltime,
            @Nullable Integer gpus) {
        public Arrays(Goal goal, @Nullable Integer throttle, @Nullable Integer cpus, @Nullable Duration walltime) {
            this(goal, throttle, cpus, walltime, null);
        }
    }

    /**
     * @param remoteDir folder there that all its nodes see; may begin with {@code ~}
     * @param templates folder of the site's own batch scripts, or null for ours
     * @param timeout of one command of the batch system: one that takes longer is killed, and asked about
     * @param ssh null: we are there already
     */
    record Site(
            String remoteDir,
            @Nullable Path templates,
            Duration timeout,
            @Nullable SshSettings ssh) {
        /** A busy controller may take most of it. */
        public static final Duration TIMEOUT = Duration.ofSeconds(60);
    }
}
