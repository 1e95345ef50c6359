package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.Scene.Account;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;

/** Allocations end: as they were meant to, and under an agent that does not hear of it. */
class WalltimeIT extends OnSlurmSite {
    private static final int TASKS = 96;

    /**
     * Elements of a minute, Slurm's shortest, without a warning; what Muster asks for is never so short. With the warning
     * Slurm lets a stopped agent go on (CONT), and it gives back in time.
     */
    private Scene ofAMinute(String name, Settings settings) throws IOException {
        Scene scene = new Scene(site, name, settings);
        String text = Files.readString(scene.muster.root.resolve("slurm-templates/array.sh"))
                .replace("--time={{walltime}}", "--time=1")
                .replace("#SBATCH --signal=B:USR1@{{warning}}\n", "")
                .replace("{{seconds}}))", "60))");
        assertThat(text).contains("--time=1\n", "+ 60))");
        Path templates = scene.muster.write("templates/array.sh", text).getParent();
        scene.muster.write(
                "muster.yml",
                settings.cluster(settings.cluster() + ", templates: " + templates)
                        .text(site));
        return scene;
    }

    /** Both campaigns at once: each takes as long as Slurm's clock, which counts in minutes. */
    @Test
    void whatAllocationsLeaveUndoneRunsInOthers() throws Exception {
        Settings one = Settings.TWO_NODES.cluster("cpus: 4, elements: 1");
        // More than fit into one element, none of them longer than what is left of it.
        Scene topped = ofAMinute("topped-up", one).tasks(TASKS, "sleep 3", "12s");
        Scene stopped = ofAMinute("agent-stopped", one.heartbeat("interval: 2s, lease: 10m"));
        stopped.tasks(40, "sleep 1; " + stopped.held(12), "20s");
        Muster.Running first = topped.begin();
        Muster.Running second = stopped.begin();

        Started victim = stopped.awaitElements(1).get(0);
        ProcessHandle agent = stopped.agent(victim.allocation());
        Ran.run(Path.of("/"), java.util.Map.of(), Ceiling.TIME, List.of("kill", "-STOP", "" + agent.pid()))
                .ok();
        stopped.release();
        await("Slurm's own end of the allocation")
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .until(() -> !agent.isAlive());
        Instant at = Instant.now();

        Ended stoppedEnd = second.end();
        assertThat(stoppedEnd.exit()).as(stoppedEnd.out() + stoppedEnd.err()).isZero();
        Duration recovery = stopped.recovery("TIMEOUT by Slurm of a stopped agent, lease of 10 min", at);
        assertThat(recovery).isPositive().isLessThan(Duration.ofMinutes(10));
        assertThat(site.squeue(victim.array()))
                .extracting(SlurmSite.Element::state)
                .contains("TIMEOUT");
        Account lost = stopped.holds(40);
        assertThat(stopped.arrays()).hasSize(2);
        System.out.printf("agent-stopped: %s%n%s%n", lost, stoppedEnd.err());

        Ended toppedEnd = first.end();
        assertThat(toppedEnd.exit()).as(toppedEnd.out() + toppedEnd.err()).isZero();
        Account account = topped.holds(TASKS);
        System.out.printf("topped-up: %s in %s%n%s%n", account, topped.arrays(), toppedEnd.err());
        assertThat(topped.arrays().size()).isGreaterThan(1);
        // No agent began what it could not end.
        assertThat(account).isEqualTo(new Account(TASKS, TASKS));
    }
}
