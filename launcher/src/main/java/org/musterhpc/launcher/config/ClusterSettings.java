package org.musterhpc.launcher.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place that runs agents. */
public sealed interface ClusterSettings {
    String LOCAL = "local";

    String name();

    /** This machine; {@code agents} is how many run at once. */
    record Local(String name, int agents) implements ClusterSettings {}

    /**
     * A scheduler's cluster.
     *
     * @param partition called {@code queue} on PBS; null: the scheduler's default
     * @param account null: the scheduler's default
     * @param directives lines that go into the batch script as they are, without the {@code #SBATCH} or {@code #PBS}
     * @param remoteDir a folder on the cluster's shared file system
     * @param elements {@code auto}, {@code per-task} or a number of array elements
     * @param throttle elements running at once, over all arrays; null: no limit of ours
     * @param templates folder of batch scripts that the site edited; null: those that come with Muster
     * @param ssh null where we are on the login node already
     */
    record Batch(
            String name,
            Dialect dialect,
            @Nullable String partition,
            @Nullable String account,
            List<String> directives,
            String remoteDir,
            String elements,
            @Nullable Integer throttle,
            @Nullable String templates,
            @Nullable SshSettings ssh)
            implements ClusterSettings {
        public Batch {
            directives = List.copyOf(directives);
        }
    }

    /** Machines that are reached over SSH and on which agents are kept alive, {@code agents} on each. */
    record Hosts(
            String name,
            List<String> hosts,
            int agents,
            String remoteDir,
            @Nullable SshSettings ssh) implements ClusterSettings {
        public Hosts {
            hosts = List.copyOf(hosts);
        }
    }

    /** Whose commands and batch scripts are used. */
    enum Dialect {
        SLURM,
        PBS
    }
}
