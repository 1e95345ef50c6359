package org.musterhpc.systemtests.endtoend;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Tasks whose results bring others along, as a user has them. */
class ChildrenRunIT {
    private static final String PIPELINE = """
            stages:
              split:
                command: |
                  echo {{id}} >> ran
                  printf '{"children": [' > $MUSTER_RESULT
                  for i in 1 2 3 4; do [ $i = 1 ] || printf , ; printf '{"sample": "s%s", "part": %s}' $((i % 2)) $i; done >> $MUSTER_RESULT
                  printf ']}' >> $MUSTER_RESULT
                tasks: {range: 1-5}
              part: {command: "echo {{id}} {{n}} {{part}} >> ran; GATE", after: {stage: split, children: true}}
              fix: {command: "grep -q '^part/.* {{n}} {{part}}$' ran && echo {{id}} {{sample}} >> ran", after: part}
              join: {command: "echo {{id}} {{sample}} $(grep -c '^fix.* {{sample}}$' ran) >> ran", after: {stage: fix, group: sample}}
              end: {command: "echo {{id}} >> ran", after: {stage: join, all: true}}
            """;
    private static final int TASKS = 5 + 20 + 20 + 2 + 1;

    /** More slots than there are tasks that wait for a file. */
    private static void settings(Muster muster) throws Exception {
        muster.write(
                "muster.yml",
                "heartbeat: {interval: 500ms, lease: 60s}\nagent: {slots: 20}\nclusters: {local: {type: local}}\n");
    }

    private static Map<String, Long> ran(Path file) throws IOException {
        return KilledAgentIT.lines(file).stream()
                .map(line -> line.split(" ", 2)[0])
                .collect(groupingBy(Function.identity(), counting()));
    }

    private static void allDone(Muster muster, String campaign) throws Exception {
        Ended rollcall = muster.run("rollcall", campaign, "--deep");
        assertThat(rollcall.exit()).as(rollcall.out()).isZero();
        List<JsonNode> results = muster.run("results", campaign, "--json").jsonLines();
        assertThat(results)
                .hasSize(TASKS)
                .allMatch(result -> result.path("state").asText().equals("DONE"));
        assertThat(results.stream().map(result -> result.path("id").asText())).doesNotHaveDuplicates();
    }

    @Test
    void childrenRunWithWhatFollowsThemAndTheCampaignEnds() throws Exception {
        try (Muster muster = new Muster()) {
            settings(muster);
            muster.write("tree.yml", PIPELINE.replace("; GATE", ""));
            assertThat(muster.run("verify", "tree.yml").out())
                    .contains("part: tasks that results bring along, each with");
            Ended run = muster.run("run", "tree.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(run.err()).doesNotContain("Redis has lost");
            Map<String, Long> ran = ran(muster.folder.resolve("ran"));
            assertThat(ran).hasSize(TASKS);
            assertThat(ran.values()).allMatch(times -> times == 1);
            assertThat(KilledAgentIT.lines(muster.folder.resolve("ran")))
                    .contains("part/000003.2 3 2", "join/s0 s0 10", "join/s1 s1 10");
            allDone(muster, "tree");
            JsonNode show =
                    muster.run("show", "tree", "part/000003.2", "--json").json();
            assertThat(show.path("params").path("sample").asText()).isEqualTo("s0");
            JsonNode parent =
                    muster.run("show", "tree", "split/000003", "--json").json();
            assertThat(parent.path("result").path("children").asInt()).isEqualTo(4);
        }
    }

    @Test
    void whatNoStageCanTakeFailsTheAttemptWithItsReasonAndNothingIsHalfPushed() throws Exception {
        try (Muster muster = new Muster()) {
            settings(muster);
            muster.write("bad.yml", """
                    stages:
                      split: {command: "echo '{\\"children\\": [{\\"a\\": 1}, 2]}' > $MUSTER_RESULT", tasks: {range: 1-2}}
                      part: {command: "echo {{id}} >> ran", after: {stage: split, children: true}}
                    """);
            Ended run = muster.run("run", "bad.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
            assertThat(muster.folder.resolve("ran")).doesNotExist();
            JsonNode show = muster.run("show", "bad", "split/000001", "--json").json();
            assertThat(show.path("outcome").asText()).isEqualTo("OUTPUT_MISSING");
            assertThat(show.toString()).contains("its child 2 is not an object of parameters");
            assertThat(muster.run("rollcall", "bad", "--deep").exit()).isZero();
        }
    }

    @Test
    void campaignOfWhichRedisLostAllOrAPartComesBackWithItsChildren() throws Exception {
        try (Muster muster = new Muster()) {
            settings(muster);
            muster.write(
                    "tree.yml", PIPELINE.replace("GATE", "[ {{part}} = 1 ] || until [ -e go ]; do sleep 0.05; done"));
            Path ran = muster.folder.resolve("ran");
            Process run = muster.start("run", "tree.yml");
            // All that splits, and of each five the first child with what follows it.
            await().until(() ->
                    muster.run("results", "tree", "--json").jsonLines().size() >= 15);
            List<Long> agents = muster.run("agents", "tree", "--json").jsonLines().stream()
                    .map(agent -> agent.path("pid").asLong())
                    .toList();
            run.destroyForcibly().waitFor();
            agents.forEach(RestoreIT::kill);
            RedisCli redis = RedisCli.of(muster);

            // A part: children that were running, and what waits for them.
            redis.say("DEL", "muster:{tree}:part:working", "muster:{tree}:fix:blocked");
            assertThat(muster.run("rollcall", "tree", "--deep").exit()).isEqualTo(1);
            Ended mended = muster.run("restore", "tree", "--force");
            assertThat(mended.exit()).as(mended.out() + mended.err()).isZero();
            Ended whole = muster.run("rollcall", "tree", "--deep");
            assertThat(whole.exit()).as(whole.out()).isZero();

            // All of it.
            redis.say("FLUSHALL");
            Ended restored = muster.run("restore", "tree");
            assertThat(restored.exit()).as(restored.out() + restored.err()).isZero();
            assertThat(muster.run("rollcall", "tree", "--deep").exit()).isZero();

            muster.write("go", "");
            Ended rest = muster.run("run", "tree");
            assertThat(rest.exit()).as(rest.out() + rest.err()).isZero();
            assertThat(ran(ran)).hasSize(TASKS);
            assertThat(Files.exists(ran)).isTrue();
            allDone(muster, "tree");
        }
    }
}
