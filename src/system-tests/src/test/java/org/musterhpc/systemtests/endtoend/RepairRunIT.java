package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.TcpProxy;

/** Outputs are deleted at random, and made again: just those, as a user does it. */
class RepairRunIT {
    private static final List<String> STAGES = List.of("rvm", "preprocess", "detection", "process");
    private static final String PIPELINE = """
            stages:
              rvm: {command: "echo {{id}} >> ran; cp {{path}} out/{{id}}", tasks: {glob: "in/*"}, outputs: ["out/{{id}}"]}
              preprocess: {command: "echo {{id}} >> ran; cp out/rvm/{{key}} out/{{id}}", after: rvm, outputs: ["out/{{id}}"]}
              detection: {command: "echo {{id}} >> ran; cp out/preprocess/{{key}} out/{{id}}", after: preprocess, outputs: ["out/{{id}}"]}
              process: {command: "echo {{id}} >> ran; cp out/detection/{{key}} out/{{id}}", after: detection, outputs: ["out/{{id}}"]}
            """;

    private static void inputs(Muster muster, int files) {
        muster.write("muster.yml", "agent: {slots: 4}\nclusters: {local: {type: local}}\n");
        for (int n = 1; n <= files; n++) {
            muster.write("in/%06d".formatted(n), "image " + n + "\n");
        }
    }

    /** By looking for each file: knows nothing of how a repair finds them. */
    private static Set<String> missing(Muster muster, int files) {
        Set<String> missing = new TreeSet<>();
        for (String stage : STAGES) {
            for (int n = 1; n <= files; n++) {
                String id = stage + "/%06d".formatted(n);
                if (Files.notExists(muster.folder.resolve("out").resolve(id))) {
                    missing.add(id);
                }
            }
        }
        return missing;
    }

    private static void delete(Muster muster, int files, int count, Random random) throws IOException {
        for (int deleted = 0; deleted < count; ) {
            String id = STAGES.get(random.nextInt(4)) + "/%06d".formatted(1 + random.nextInt(files));
            deleted += Files.deleteIfExists(muster.folder.resolve("out").resolve(id)) ? 1 : 0;
        }
    }

    /** What has run since the last time, sorted; of one that ran twice twice. */
    private static List<String> ran(Muster muster) throws IOException {
        Path ran = muster.folder.resolve("ran");
        List<String> lines = Files.exists(ran) ? new ArrayList<>(Files.readAllLines(ran)) : new ArrayList<>();
        Files.deleteIfExists(ran);
        lines.sort(null);
        return lines;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void sound(Muster muster, String campaign) {
        Ended rollcall = muster.run("rollcall", campaign, "--deep");
        assertThat(rollcall.exit()).as(rollcall.out()).isZero();
    }

    @Test
    void justWhatWasDeletedIsMadeAgainAlsoByTwoAtOnce() throws Exception {
        try (Muster muster = new Muster()) {
            inputs(muster, 1000);
            muster.write("scan.yml", PIPELINE);
            Ended run = muster.run("run", "scan.yml");
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(ran(muster)).hasSize(4_000);

            delete(muster, 1000, 137, new Random(137));
            Set<String> expected = missing(muster, 1000);
            assertThat(expected).hasSize(137);
            String before = muster.run("results", "scan", "--json").out();
            Ended dry = muster.run("repair", "scan", "--dry-run", "--json");
            assertThat(dry.exit()).as(dry.err()).isZero();
            List<String> named = new ArrayList<>();
            dry.json().path("stages").forEach(stage -> stage.path("ids").forEach(id -> named.add(id.asText())));
            assertThat(named).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(muster.run("repair", "scan", "--dry-run").out()).contains("scan: 137 tasks would be sent again");
            assertThat(muster.run("results", "scan", "--json").out()).isEqualTo(before);
            assertThat(ran(muster)).isEmpty();

            Muster.Running one = muster.begin("repair", "scan");
            Muster.Running other = muster.begin("repair", "scan");
            for (Muster.Running each : List.of(one, other)) {
                Ended ended = each.end();
                assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            }
            // The one that came too late may have ended before the other.
            assertThat(ran(muster)).containsExactlyElementsOf(expected);
            assertThat(missing(muster, 1000)).isEmpty();
            sound(muster, "scan");

            Ended again = muster.run("repair", "scan");
            assertThat(again.exit()).isZero();
            assertThat(again.out()).contains("scan: nothing is missing");
            assertThat(ran(muster)).isEmpty();
        }
    }

    @Test
    void ofAFileThatWasNeverSubmittedOnlyWhatIsMissingIsSent() throws Exception {
        try (Muster muster = new Muster()) {
            inputs(muster, 30);
            muster.write("scan.yml", PIPELINE);
            assertThat(muster.run("run", "scan.yml").exit()).isZero();
            assertThat(muster.run("purge", "scan", "--yes").exit()).isZero();
            ran(muster);
            delete(muster, 30, 20, new Random(7));
            Set<String> expected = missing(muster, 30);

            Ended dry = muster.run("repair", "scan.yml", "--dry-run");
            assertThat(dry.exit()).as(dry.err()).isZero();
            assertThat(dry.out()).contains("scan: would send 20 of 120 tasks, 100 are on disk");
            assertThat(muster.run("status", "scan").exit()).isNotZero();

            Ended repair = muster.run("repair", "scan.yml");
            assertThat(repair.exit()).as(repair.out() + repair.err()).isZero();
            assertThat(ran(muster)).containsExactlyElementsOf(expected);
            assertThat(missing(muster, 30)).isEmpty();
            sound(muster, "scan");
            List<JsonNode> results = muster.run("results", "scan", "--json").jsonLines();
            assertThat(results)
                    .hasSize(120)
                    .allMatch(result -> result.path("outcome").asText().equals("OK"));
            assertThat(results.stream()
                            .filter(result -> result.path("reason").asText().equals("found on disk")))
                    .hasSize(100);
            assertThat(muster.run("run", "scan.yml").out()).startsWith("scan has ended already: 120 of 120 tasks done");

            delete(muster, 30, 3, new Random(8));
            Set<String> more = missing(muster, 30);
            assertThat(muster.run("repair", "scan.yml").exit()).isZero();
            assertThat(ran(muster)).containsExactlyElementsOf(more);
        }
    }

    @Test
    void campaignIsRepairedWhileItRuns() throws Exception {
        try (Muster muster = new Muster()) {
            inputs(muster, 30);
            muster.write(
                    "scan.yml",
                    PIPELINE.replace("cp out/preprocess", "until [ -e gate ]; do sleep 0.1; done; cp out/preprocess"));
            Muster.Running run = muster.begin("run", "scan.yml");
            // What follows these has been made, and all slots wait.
            Path made = muster.folder.resolve("out/preprocess");
            await().atMost(Ceiling.TIME)
                    .until(() -> Files.exists(made) && names(made).size() >= 4);
            List<String> gone = names(made).subList(0, 2);
            for (String key : gone) {
                Files.delete(muster.folder.resolve("out/rvm").resolve(key));
            }
            await().atMost(Ceiling.TIME)
                    .until(() -> muster.run("repair", "scan", "--no-run", "--json")
                            .out()
                            .contains("\"reopened\":0"));
            muster.write("gate", "");
            Ended ended = run.end();
            assertThat(ended.exit()).as(ended.err()).isZero();
            assertThat(missing(muster, 30)).isEmpty();
            List<String> ran = ran(muster);
            assertThat(ran).hasSize(120 + 2);
            gone.forEach(key ->
                    assertThat(ran.stream().filter(("rvm/" + key)::equals)).hasSize(2));
            sound(muster, "scan");
        }
    }

    @Test
    void whatWouldNotWaitIsMadeAfterWhatItIsMadeFrom() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 4}\nclusters: {local: {type: local}}\n");
            muster.write("tree.yml", """
                    stages:
                      split:
                        command: |
                          echo {{id}} >> ran
                          touch out/split-{{n}}
                          echo '{"children": [{"part": 1}, {"part": 2}]}' > $MUSTER_RESULT
                        tasks: {range: 1-3}
                        outputs: ["out/split-{{n}}"]
                      part:
                        command: echo {{id}} >> ran; cp out/split-{{n}} out/part-{{n}}-{{part}}
                        after: {stage: split, children: true}
                        outputs: ["out/part-{{n}}-{{part}}"]
                      end:
                        command: "echo {{id}} >> ran; ls out/part-1-1 > out/end"
                        after: {stage: part, all: true}
                        outputs: [out/end]
                    """);
            Ended run = muster.run("run", "tree.yml");
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(ran(muster)).hasSize(3 + 6 + 1);
            for (String name : List.of("split-1", "part-1-1", "part-2-2", "end")) {
                Files.delete(muster.folder.resolve("out").resolve(name));
            }
            Ended once = muster.run("repair", "tree", "--dry-run");
            assertThat(once.out())
                    .contains(
                            "tree: 2 tasks would be sent again",
                            "2 tasks are put off until what they are made from is there again");
            Ended repair = muster.run("repair", "tree");
            assertThat(repair.exit()).as(repair.out() + repair.err()).isZero();
            List<String> inOrder = Files.readAllLines(muster.folder.resolve("ran"));
            assertThat(inOrder)
                    .containsExactlyInAnyOrder("split/000001", "part/000002.2", "part/000001.1", "end/000001");
            assertThat(inOrder.subList(2, 4)).containsExactly("part/000001.1", "end/000001");
            assertThat(muster.folder.resolve("out/end")).exists();
            sound(muster, "tree");

            // What can not be made again is tried once.
            Files.delete(muster.folder.resolve("out/split-2"));
            Files.delete(muster.folder.resolve("out/part-2-1"));
            Files.delete(muster.folder.resolve("out/end"));
            Files.createDirectory(muster.folder.resolve("out/split-2"));
            Files.delete(muster.folder.resolve("ran"));
            Ended tried = muster.run("repair", "tree");
            assertThat(tried.exit()).as(tried.out() + tried.err()).isEqualTo(1);
            assertThat(tried.err()).contains("what was put off cannot run");
            assertThat(ran(muster)).containsExactly("part/000002.1");
        }
    }

    @Test
    void whatWasPutOffForTasksThatEndMeanwhileIsMade() throws Exception {
        try (RedisServer redis = RedisServer.start("appendonly yes");
                TcpProxy network = new TcpProxy(redis.port());
                Muster muster = new Muster()) {
            String config =
                    "redis: {url: \"redis://127.0.0.1:%d\"}%nagent: {slots: 4}%nclusters: {local: {type: local}}%n";
            muster.write("muster.yml", config.formatted(redis.port()));
            muster.write("tree.yml", """
                    stages:
                      split:
                        command: |
                          until test -e gate; do sleep 0.1; done
                          touch out/split-{{n}}
                          echo '{"children": [{"part": 1}, {"part": 2}]}' > $MUSTER_RESULT
                        tasks: {range: 1-3}
                        outputs: ["out/split-{{n}}"]
                      part:
                        command: cp out/split-{{n}} out/part-{{n}}-{{part}}
                        after: {stage: split, children: true}
                        outputs: ["out/part-{{n}}-{{part}}"]
                    """);
            muster.write("gate", "");
            muster.good("run", "tree.yml");
            Path part = muster.folder.resolve("out/part-1-1");
            for (Path file : List.of(muster.folder.resolve("out/split-1"), part, muster.folder.resolve("gate"))) {
                Files.delete(file);
            }
            muster.good("repair", "tree", "--no-run");
            Muster.Running run = muster.begin("run", "tree");
            await().until(() -> muster.good("status", "tree", "--json").out().contains("\"working\":1"));

            muster.write("muster.yml", config.formatted(network.port()));
            network.stallAt("$1\r\n1\r\n$28\r\nmuster:{tree}:part:cancelled\r\n"); // the last that a survey asks for
            Muster.Running repair = muster.begin("repair", "tree");
            await().until(network::isStalled);
            muster.program("kill", "-STOP", Long.toString(repair.process().pid()));
            network.mend();
            muster.write("gate", "");
            assertThat(run.end().exit()).isZero();
            assertThat(part).doesNotExist();
            muster.program("kill", "-CONT", Long.toString(repair.process().pid()));
            Ended ended = repair.end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            assertThat(ended.out()).contains("1 task is put off until what it is made from is there again");
            assertThat(part).exists();
            sound(muster, "tree");
        }
    }
}
