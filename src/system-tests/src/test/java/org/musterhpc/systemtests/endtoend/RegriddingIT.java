package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musterhpc.systemtests.endtoend.PoolScene.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.SlurmSite;

/** {@code examples/regridding} as its README tells: a pool here, and a real Slurm of two nodes as the other place. */
class RegriddingIT {
    private static final int ROWS = 60;
    private static final int MORE = 20;

    /** All rows but a few wait for a file. */
    private static final String HELD = """
            def regrid(file, level, task):
                import time
                while task["index"] > 4 and not os.path.exists("go"):
                    time.sleep(0.05)
            """;

    @Test
    void agentsComeAndGoInTwoPlacesWhileTheIndexGrowsAndIsKept() throws Exception {
        SlurmSite site = SlurmSite.shared();
        site.reset();
        try (ExampleScene scene = new ExampleScene(
                "regridding", Map.of("index.py more 400", "index.py more " + ROWS, "more 100", "more " + MORE))) {
            scene.first(site.folder().resolve("bin"));
            scene.muster.variable("SLURM_CONF", site.env().get("SLURM_CONF"));
            scene.write("muster.yml", """
                    redis: {url: "redis://127.0.0.1:%d", password_file: %s/redis/password}
                    heartbeat: {interval: 1s, lease: 20s}
                    agent: {slots: 2}
                    clusters:
                      here: {type: local, agents: 1, pool: true}
                      there: {type: slurm, partition: debug, remote_dir: %s}
                    """.formatted(site.redisPort(), site.folder(), site.remote()));
            scene.change("regrid.py", "SWEEPS = 10_000", "SWEEPS = 1");
            scene.change("regrid.py", "def regrid(file, level, task):\n", HELD);
            try {
                scene.block(0);
                until(() -> running(scene, "here") == 2);
                scene.block(1);
                until(() -> running(scene, "here") == 4 && running(scene, "there") == 4);
                assertThat(standing(scene).path("agents").asInt()).isEqualTo(2);
                scene.block(2);
                until(() -> running(scene, "there") == 0);
                assertThat(scene.block(3)).contains("taken: " + MORE + " new tasks");
                scene.write("go", "");
                until(() -> standing(scene).path("agents").asInt() == 1);
                // The first watcher is told of all before another of its name comes, which would share the rest with
                // it.
                scene.say("muster close regrid; muster wait regrid || :");
                until(() -> scene.text("watch.log").contains(" was told of "));
                String said = scene.block(4);
                assertThat(said).contains("some have failed", ROWS + MORE + " DONE", "the roll holds");

                List<String> lines = scene.text("index.csv").lines().toList();
                assertThat(lines).hasSize(1 + ROWS + MORE);
                assertThat(lines.subList(1, lines.size())).allMatch(line -> line.matches(".*,DONE,\\d+"));
                List<JsonNode> results = scene.muster.run("results", "regrid").jsonLines();
                assertThat(results)
                        .extracting(task -> task.path("id").asText())
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS + MORE)
                                .mapToObj("regrid/f%05d"::formatted)
                                .toList());
                assertThat(scene.text("watch.log")).contains("was told of " + (ROWS + MORE) + " tasks");
            } finally {
                scene.write("go", "");
                scene.muster.run("pool", "stop", "here", "--now");
                scene.muster.run("purge", "regrid", "--yes", "--force");
                site.reset();
            }
        }
    }

    private static JsonNode standing(ExampleScene scene) {
        return scene.muster.run("pool", "status", "here", "--json").json();
    }

    private static long running(ExampleScene scene, String cluster) {
        return scene.muster.run("agents", "regrid", "--json").jsonLines().stream()
                .filter(agent -> agent.path("cluster").asText().equals(cluster))
                .mapToLong(agent -> agent.path("running").asLong())
                .sum();
    }
}
