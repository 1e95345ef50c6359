package org.musterhpc.systemtests.cluster;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** The two set-ups in {@code examples} on a real scheduler: their files with one word changed. */
class ClusterExamplesIT extends OnSlurmSite {
    private static final int SCANS = 12;

    /** A copy of the example in the folder of the scene, for the cluster. */
    private Scene scene(String example, String file, String campaign) throws IOException {
        Scene scene = new Scene(site, campaign, Settings.TWO_NODES);
        Path here = scene.muster.folder;
        Path settings = here.resolve("muster.yml");
        String site = Files.readString(settings);
        Path from = scene.muster.root.resolve("examples").resolve(example);
        try (Stream<Path> files = Files.list(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, here.resolve(each.getFileName().toString()), REPLACE_EXISTING);
            }
        }
        Files.copy(scene.muster.root.resolve("examples/flags.py"), here.resolve("flags.py"));
        // What the example's own settings say of the queues, beside where this site's Redis is.
        String names = Files.exists(from.resolve("muster.yml"))
                ? Files.readAllLines(from.resolve("muster.yml")).stream()
                        .filter(line -> line.startsWith("  "))
                        .map(line -> line.strip() + ", ")
                        .reduce("", String::concat)
                : "";
        Files.writeString(settings, site.replace("redis: {", "redis: {" + names));
        String text = Files.readString(here.resolve(file));
        assertThat(text).contains("cluster: local ");
        Files.writeString(here.resolve(file), text.replace("cluster: local ", "cluster: here "));
        return scene;
    }

    private static void fine(Ended ended) {
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    }

    private String redis(String... words) {
        String[] cli = {"env", "REDISCLI_AUTH=" + site.redisPassword(), "redis-cli", "-p", "" + site.redisPort()};
        return site.ask(Stream.concat(Stream.of(cli), Stream.of(words)).toArray(String[]::new))
                .ok()
                .strip();
    }

    @Test
    void edgesAreMatchedFlaggedAndTriedAgainByHand() throws Exception {
        Scene scene = scene("image-network", "network.yml", "network");
        String program = scene.muster.root.resolve("bin/muster").toString();
        scene.muster.program("python3", "make.py", "40");
        fine(scene.muster.run("submit", "network.yml", "--stage-only"));
        assertThat(redis("LLEN", "network:processing")).isEqualTo("20");
        var run = scene.begin();
        scene.muster.program("python3", "grow.py", program, "20", "40");
        fine(scene.muster.run("close", "network"));
        assertThat(run.end().exit()).as("some have failed for good").isEqualTo(1);
        assertThat(redis("LLEN", "network:completed")).isEqualTo("40");

        String[] again = {"--set", "walltime=5m", "--set", "tolerance=0.9"};
        fine(scene.muster.run(
                Stream.concat(Stream.of("retry", "network"), Stream.of(again)).toArray(String[]::new)));
        fine(scene.muster.run("watch", "network", "--exec", "./flags.py flags.sqlite", "--batch", "100"));
        String flags = scene.muster.program(
                "python3",
                "-c",
                "import sqlite3; [print(*row) for row in"
                        + " sqlite3.connect('flags.sqlite').execute('SELECT state FROM flags')]");
        assertThat(flags.lines()).hasSize(40).allMatch("DONE"::equals);
        List<JsonNode> results = scene.muster.run("results", "network").jsonLines();
        assertThat(results)
                .hasSize(40)
                .allMatch(result -> result.path("cluster").asText().equals("here"));
        scene.leavesNothing();
        fine(scene.muster.run("purge", "network", "--yes"));
        assertThat(redis("KEYS", "network:*")).isEmpty();
    }

    @Test
    void scansGoThroughTheirStepsAndWhatIsLostIsMadeAgain() throws Exception {
        Scene scene = scene("scan-orchestra", "orchestra.yml", "orchestra-demo");
        scene.muster.program("python3", "make.py", Integer.toString(SCANS));
        fine(scene.muster.run("run", "orchestra.yml"));
        List<Path> made = outputs(scene);
        assertThat(made).as("four scans have ten tiles").hasSize(3 * SCANS + SCANS / 4 * 10);
        for (int i = 0; i < made.size(); i += 5) {
            Files.delete(made.get(i));
        }
        fine(scene.muster.run("repair", "orchestra-demo"));
        assertThat(outputs(scene)).isEqualTo(made);
        JsonNode looked = scene.muster
                .run("repair", "orchestra-demo", "--dry-run", "--json")
                .json();
        assertThat(looked.path("stages"))
                .allSatisfy(stage -> assertThat(stage.path("missing").asInt()).isZero());
        scene.leavesNothing();
        fine(scene.muster.run("purge", "orchestra-demo", "--yes"));
    }

    private static List<Path> outputs(Scene scene) throws IOException {
        try (Stream<Path> files = Files.walk(scene.muster.folder.resolve("out"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
