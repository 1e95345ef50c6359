package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musterhpc.systemtests.endtoend.PoolScene.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.HostsSite;

/** {@code examples/container-fleet} as its README tells; its containers are run by a stand-in for apptainer. */
class ContainerFleetIT {
    private static final int JOBS = 12;
    private static final int SLOTS = 6;

    @Test
    void hostThatDiesAndReturnsLosesNoJob() throws Exception {
        try (HostsSite site = HostsSite.of(3);
                ExampleScene scene = new ExampleScene(
                        "container-fleet",
                        Map.of("/tmp/fleet", site.folder().toString(), "seq 50", "seq " + JOBS, "3000000", "1000"))) {
            Path engine = site.folder().resolve("bin/apptainer");
            Files.writeString(engine, ContainersRunIT.APPTAINER);
            Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwxr-xr-x"));
            String campaign = scene.text("fleet.yml");
            scene.block(0);
            scene.append("muster.yml", "heartbeat: {interval: 1s, lease: 6s}\n");
            scene.write("debian.sif", "");
            scene.write("fleet.yml", campaign);
            scene.change("fleet.yml", "docker.io/library/debian:stable-slim", "debian.sif");
            scene.change("fleet.yml", "  awk -v", "  until [ -e " + scene.folder + "/go ]; do sleep 0.1; done; awk -v");
            try {
                assertThat(scene.block(1)).contains("ok    host", "fleet: 1 added", "fleet: " + JOBS + " added");
                until(() -> running(scene, "h2") == 2
                        && standing(scene).path("running").asInt() == SLOTS);
                assertThat(scene.block(2)).contains("cannot be reached", "one is missing");
                // Its slots are taken by tasks once more: it has come back by itself.
                until(() -> standing(scene).path("running").asInt() == SLOTS && lost(scene) >= 2);
                scene.write("go", "");
                String said = scene.block(3);
                assertThat(said).contains(JOBS + 1 + " of " + (JOBS + 1) + " tasks done", "the roll holds");

                List<JsonNode> results = scene.muster.run("results", "fleet").jsonLines();
                assertThat(results)
                        .allMatch(task -> task.path("state").asText().equals("DONE"))
                        .allMatch(task -> task.at("/result/pi").asDouble() > 2)
                        .extracting(task -> task.path("id").asText())
                        .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                        Stream.of("main/first"),
                                        IntStream.rangeClosed(1, JOBS).mapToObj(n -> "main/j" + n))
                                .toList());
                assertThat(Files.readAllLines(engine.resolveSibling("calls")))
                        .as("those of the host that died twice")
                        .hasSizeGreaterThanOrEqualTo(JOBS + 1 + 2)
                        .allMatch(call -> call.startsWith("exec ") && call.contains("debian.sif"));
            } finally {
                scene.muster.run("pool", "stop", "fleet", "--now");
            }
        }
    }

    private static JsonNode standing(ExampleScene scene) {
        return scene.muster.run("pool", "status", "fleet", "--json").json();
    }

    private static long running(ExampleScene scene, String host) {
        return scene.muster.run("agents", "fleet", "--json").jsonLines().stream()
                .filter(agent -> agent.path("host").asText().equals(host))
                .mapToLong(agent -> agent.path("running").asLong())
                .sum();
    }

    /** How many tasks run once more. */
    private static long lost(ExampleScene scene) {
        return scene.muster.run("tasks", "fleet", "--state", "WORKING", "--json").jsonLines().stream()
                .filter(task -> task.path("attempt").asInt() >= 2)
                .count();
    }
}
