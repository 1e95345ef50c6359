package org.musterhpc.systemtests.endtoend;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** The two set-ups in {@code examples}, as their READMEs tell. */
class ExamplesIT {
    private static final int SCANS = 20;

    /** A copy, as an example writes into its folder. */
    static Muster muster(String example) throws Exception {
        Muster muster = new Muster();
        Path from = muster.root.resolve("examples").resolve(example);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, muster.folder.resolve(from.relativize(file).toString()), REPLACE_EXISTING);
            }
        }
        Files.copy(muster.root.resolve("examples/flags.py"), muster.folder.resolve("flags.py"));
        return muster;
    }

    static List<Path> outputs(Muster muster) throws IOException {
        try (Stream<Path> files = Files.walk(muster.folder.resolve("out"))) {
            return new ArrayList<>(files.filter(Files::isRegularFile).sorted().toList());
        }
    }

    @Test
    void scansGoThroughTheirStepsAndWhatIsLostIsMadeAgain() throws Exception {
        try (Muster muster = muster("scan-orchestra")) {
            muster.program("python3", "make.py", Integer.toString(SCANS));
            muster.write("tasks/stray.yml", "scan: stray\nid: stray\n");
            muster.write("raw/stray.txt", "1\n");
            Ended refused = muster.run("verify", "orchestra.yml");
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err()).contains("rvm/stray", "the database has no stray");
            Files.delete(muster.folder.resolve("tasks/stray.yml"));

            Ended run = muster.run("run", "orchestra.yml", "--var", "session=s1");
            assertThat(run.exit()).as(run.err()).isZero();
            List<Path> made = outputs(muster);
            assertThat(made).as("four scans have ten tiles").hasSize(3 * SCANS + SCANS / 4 * 10);

            List<Path> lost = new ArrayList<>(made);
            Collections.shuffle(lost, new Random(7));
            for (Path file : lost.subList(0, made.size() / 5)) {
                Files.delete(file);
            }
            Ended repair = muster.run("repair", "orchestra-s1");
            assertThat(repair.exit()).as(repair.err()).isZero();
            assertThat(outputs(muster)).isEqualTo(made);
            for (Path file : made) {
                assertThat(file).isNotEmptyFile();
            }
            JsonNode again =
                    muster.run("repair", "orchestra-s1", "--dry-run", "--json").json();
            assertThat(again.path("stages"))
                    .allSatisfy(
                            stage -> assertThat(stage.path("missing").asInt()).isZero());
            assertThat(muster.run("rollcall", "orchestra-s1", "--deep").exit()).isZero();
        }
    }

    @Test
    void edgesAreAddedFlaggedAndTriedAgainByHand() throws Exception {
        try (Muster muster = muster("image-network")) {
            String program = muster.root.resolve("bin/muster").toString();
            muster.program("python3", "make.py", "40");
            assertThat(muster.run("submit", "network.yml", "--stage-only").exit())
                    .isZero();
            RedisCli redis = RedisCli.of(muster);
            assertThat(redis.say("LLEN", "network:processing")).isEqualTo("20");
            String watcher = "./flags.py flags.sqlite";
            Process watch = muster.start("watch", "network", "--exec", watcher);
            Process run = muster.start("run", "network");
            muster.program("python3", "grow.py", program, "20", "40");
            assertThat(run.isAlive()).as("open, it waits for more").isTrue();
            assertThat(muster.run("close", "network").exit()).isZero();
            assertThat(run.waitFor()).as("some have failed for good").isEqualTo(1);
            assertThat(watch.waitFor()).isZero();
            assertThat(redis.say("LLEN", "network:completed")).isEqualTo("40");
            assertThat(redis.say("BLPOP", "network:completed", "1")).contains("\"id\":\"match", "\"image1\":");
            List<JsonNode> dead =
                    muster.run("tasks", "network", "--state", "DEAD", "--json").jsonLines();
            assertThat(dead).extracting(task -> task.path("outcome").asText()).contains("EXIT", "WALLTIME");

            muster.run("retry", "network", "--outcome", "EXIT", "--set", "tolerance=0.9");
            // On a machine that is very slow, one of the first may not have ended in time: it is among the others.
            Ended last = muster.run(
                    "retry",
                    "network",
                    "--outcome",
                    "WALLTIME",
                    "--set",
                    "walltime=5m",
                    "--set",
                    "memory=2G",
                    "--set",
                    "tolerance=0.9");
            assertThat(last.exit()).as(last.err()).isZero();
            assertThat(muster.run("watch", "network", "--exec", watcher).exit()).isZero();
            String flags = muster.program(
                    "python3",
                    "-c",
                    "import sqlite3; [print(*row) for row in"
                            + " sqlite3.connect('flags.sqlite').execute('SELECT id, state FROM flags')]");
            List<String> wanted = muster.run("results", "network").jsonLines().stream()
                    .map((JsonNode task) ->
                            task.path("id").asText() + " " + task.path("state").asText())
                    .toList();
            assertThat(flags.lines()).hasSize(40).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(wanted).allMatch(line -> line.endsWith(" DONE"));
            assertThat(muster.run("rollcall", "network", "--deep").exit()).isZero();
        }
    }
}
