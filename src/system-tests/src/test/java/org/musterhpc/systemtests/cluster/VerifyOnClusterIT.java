package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** {@code verify --cluster} refuses what the scheduler would not give, before anything is sent: the same for every dialect. */
class VerifyOnClusterIT {
    private record Case(String lines, String says) {}

    @EveryDialect
    void whatThePartitionDoesNotGiveIsTold(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            site.settings("node_cpus=8", "node_megabytes=16000", "pbs_ncpus=8", "pbs_mem=16000mb");
            anew(site);
            for (Case wrong : List.of(
                    new Case("resources: {cpus: 9}", "9 cpus"),
                    new Case("resources: {memory: 17G}", "17G of memory"),
                    new Case("resources: {cpus: 8, memory: 15G}", ""))) {
                told(site, site.campaign("some", 2, "true", "walltime: 8m", wrong.lines()), wrong.says());
            }
        }
        boolean slurm = dialect.equals("slurm");
        try (FakeSite site = new FakeSite(dialect, slurm ? "partition: short" : "queue: short")) {
            anew(site);
            told(site, site.campaign("long", 2, "true", "walltime: 10m"), "a task may take 00:10:00");
            told(site, site.campaign("brief", 2, "true", "walltime: 1m"), "");
        }
        try (FakeSite site = new FakeSite(dialect, slurm ? "partition: nosuch" : "queue: nosuch")) {
            anew(site);
            told(site, site.campaign("any", 2, "true"), "has no partition or queue 'nosuch'");
        }
    }

    /** With a home of its own: what other sites allow is not known there. */
    private static void anew(FakeSite site) {
        site.muster.variable("MUSTER_HOME", site.fake.folder().resolve("home").toString());
    }

    /** @param says empty: nothing is wrong */
    private static void told(FakeSite site, String file, String says) {
        Ended verify = site.muster.run("verify", file, "--cluster", "fake");
        assertThat(verify.exit()).as(verify.out() + verify.err()).isEqualTo(says.isEmpty() ? 0 : 2);
        assertThat(verify.err()).contains(says);
        assertThat(site.queue.jobs()).isEmpty();
    }
}
