package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/**
 * {@code type: pbs} over a real Slurm, by the {@code qsub}, {@code qstat} and {@code qdel} of {@code slurm-wlm-torque}.
 *
 * <p>What this shows: a real scheduler takes the batch script (sbatch reads {@code #PBS} lines), runs its array, and the
 * campaign is complete although nothing can be asked. What it does not: the id is {@code 221} rather than
 * {@code 221[].server}; {@code qstat} knows none of {@code -t -f -F json -x -B}, so that limits are taken for none and
 * every state is unknown, which is never dead, and elements that are cancelled are not replaced; {@code qdel} kills at
 * once, takes arrays as a whole and is silent where there is nothing left; there is no {@code qselect}, so that a lost id
 * is not found; output goes where {@code qsub} was called. Jobs see Slurm's variables and none of PBS'. All of that is
 * tested with the fake commands.
 */
class TorqueCommandsIT {
    private SlurmSite site;

    @BeforeEach
    void open() {
        if (!Files.isExecutable(Path.of("/usr/bin/qsub"))) {
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail("no qsub (package slurm-wlm-torque); in CI no suite may be skipped");
            }
            Assumptions.abort("no qsub (package slurm-wlm-torque)");
        }
        site = SlurmSite.shared();
        site.reset();
    }

    @Test
    void campaignRunsOnceEach() throws IOException {
        Path config = Files.writeString(
                site.folder().resolve("torque.yml"),
                Files.readString(site.config())
                        + "  torque:\n    type: pbs\n    queue: debug\n    elements: 2\n    remote_dir: "
                        + site.remote()
                        + "\n");
        try (Muster muster = new Muster(config, site.env())) {
            Path log = site.remote().resolve("torque.log");
            muster.write("torque.yml", """
                    cluster: torque
                    command: echo {{n}} >> %s; sleep 0.2
                    tasks: {range: 1-20}
                    walltime: 1m
                    resources: {memory: 100M}
                    """.formatted(log));
            int mark = site.log().mark();
            Ended run = muster.run("run", "torque.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();

            List<JsonNode> results = muster.run("results", "torque", "--json").jsonLines();
            assertThat(results)
                    .hasSize(20)
                    .allMatch(result -> result.path("state").asText().equals("DONE"))
                    .allMatch(result -> result.path("attempt").asInt() == 1);
            assertThat(Files.readAllLines(log)).hasSize(20);
            Ended rollcall = muster.run("rollcall", "torque", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out()).isZero();
            assertThat(site.log().calls("qsub", mark)).hasSize(1);
            await().untilAsserted(() -> assertThat(site.squeue())
                    .filteredOn(element -> element.name().startsWith("m-torque-1-"))
                    .hasSize(2)
                    .noneMatch(element ->
                            element.state().equals("RUNNING") || element.state().equals("PENDING")));
        }
    }
}
