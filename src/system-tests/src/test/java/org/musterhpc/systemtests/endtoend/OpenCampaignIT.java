package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;

/** Tasks that are added to a campaign while it runs. */
class OpenCampaignIT {
    private static final String PIPELINE = """
            open: true
            stages:
              reduce: {command: "echo {{id}} {{path}} >> ran", tasks: {csv: paths.csv}}
              merge: {command: "echo {{id}} {{path}} >> ran", after: reduce}
              night: {command: "echo {{id}} $(grep -c '^merge/' ran) >> ran", after: {stage: merge, group: night}}
              end: {command: "echo {{id}} $(grep -c '^merge/' ran) >> ran", after: {stage: night, all: true}}
            """;

    private static Set<String> ids(Path ran) throws IOException {
        List<String> lines = KilledAgentIT.lines(ran);
        Set<String> ids =
                lines.stream().map(line -> line.split(" ", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
        assertThat(lines).hasSameSizeAs(ids);
        return ids;
    }

    private static void holds(Muster muster, String campaign) {
        Ended rollcall = muster.run("rollcall", campaign, "--deep");
        assertThat(rollcall.exit()).as(rollcall.out()).isZero();
    }

    @Test
    void runFollowsAnOpenCampaignAndWhatIsAddedUntilItIsClosed() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 4, linger: 0s}\n");
            muster.write("paths.csv", "id,path,night\na,a.nc,1\n");
            muster.write("live.yml", PIPELINE);
            Path ran = muster.folder.resolve("ran");
            Muster.Running run = muster.begin("run", "live.yml");
            await().atMost(Ceiling.TIME).until(() -> Files.exists(ran) && ids(ran).contains("merge/a"));
            // All that is there has ended, agents have nothing to do and leave: new tasks start them again.
            await().atMost(Ceiling.TIME)
                    .until(() -> muster.run("agents", "live", "--json").out().isBlank());

            Ended one = muster.run("add", "live", "--params", "{\"id\":\"b\",\"path\":\"b.nc\",\"night\":\"1\"}");
            assertThat(one.out()).as(one.err()).startsWith("live: 1 added, with 1 of merge");
            await().atMost(Ceiling.TIME).until(() -> ids(ran).contains("merge/b"));
            muster.write("more.jsonl", """
                    {"id":"b","path":"b.nc","night":"1"}
                    {"id":"c","path":"c.nc","night":"2"}
                    {"id":"d","path":"d.nc","night":"2"}
                    """);
            JsonNode more = muster.run("add", "live", "--stage", "reduce", "--jsonl", "more.jsonl", "--json")
                    .json();
            assertThat(more.path("added").asInt()).isEqualTo(2);
            assertThat(more.path("there").asInt()).isEqualTo(1);
            assertThat(more.path("followers").path("night").asInt()).isEqualTo(1);
            Ended missing = muster.run("add", "live", "--params", "{\"id\":\"e\",\"night\":\"2\"}");
            assertThat(missing.exit()).isEqualTo(2);
            assertThat(missing.err()).contains("--params: task reduce/e").contains("path");
            assertThat(muster.run("add", "live", "--stage", "merge", "--params", "{}")
                            .err())
                    .contains("stage merge has no tasks of its own");
            assertThat(muster.run("status", "live").out()).contains("open: more tasks may come");
            // The same file again sends nothing, and forgets nothing that was added.
            assertThat(muster.run("submit", "live.yml", "--stage-only").exit()).isZero();
            holds(muster, "live");
            assertThat(run.process().isAlive()).isTrue();

            assertThat(muster.run("close", "live").out()).startsWith("live: closed");
            assertThat(muster.run("close", "live", "--json")
                            .json()
                            .path("closed")
                            .asBoolean())
                    .isTrue();
            Ended ended = run.end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            assertThat(ended.err()).doesNotContain("Redis has lost");
            assertThat(ids(ran))
                    .containsExactlyInAnyOrder(
                            "reduce/a",
                            "reduce/b",
                            "reduce/c",
                            "reduce/d",
                            "merge/a",
                            "merge/b",
                            "merge/c",
                            "merge/d",
                            "night/1",
                            "night/2",
                            "end/000001");
            assertThat(KilledAgentIT.lines(ran)).contains("end/000001 4");
            holds(muster, "live");

            Ended late = muster.run("add", "live", "--params", "{\"id\":\"z\",\"path\":\"z.nc\",\"night\":\"3\"}");
            assertThat(late.exit()).isEqualTo(2);
            assertThat(late.err()).contains("has ended and is not open").contains("muster submit FILE --update");
            assertThat(muster.run("status", "live", "--json")
                            .json()
                            .path("complete")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void campaignThatIsUnderWayGetsMoreAndWhatWaitsForAllOfItWaitsForThem() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 4}\n");
            muster.write("paths.csv", "path,night\na,1\nb,1\n");
            muster.write("busy.yml", PIPELINE.replace("open: true\n", ""));
            assertThat(muster.run("submit", "busy.yml", "--stage-only").exit()).isZero();
            muster.write("more.csv", "path,night\nb,1\nc,1\nd,2\n");
            Ended added = muster.run("add", "busy", "--csv", "more.csv");
            assertThat(added.out())
                    .as(added.err())
                    .contains("2 added, 1 was there")
                    .contains("there are no agents");
            Ended run = muster.run("run", "busy");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(ids(muster.folder.resolve("ran"))).hasSize(4 + 4 + 2 + 1);
            assertThat(KilledAgentIT.lines(muster.folder.resolve("ran"))).contains("end/000001 4");
            holds(muster, "busy");
        }
    }

    @Test
    void addThatIsKilledAnywhereIsCompletedBySayingItAgain() throws Exception {
        try (Muster muster = new Muster()) {
            int tasks = 5_000;
            muster.write("paths.csv", "id,path,night\n");
            muster.write("killed.yml", PIPELINE.replace("echo {{id}} {{path}} >> ran", "true {{path}}"));
            assertThat(muster.run("submit", "killed.yml", "--stage-only").exit())
                    .isZero();
            muster.write(
                    "more.csv",
                    IntStream.range(0, tasks)
                            .mapToObj(i -> "k" + i + ",p" + i + "," + i % 7)
                            .collect(Collectors.joining("\n", "id,path,night\n", "\n")));
            Path manifest = muster.folder.resolve("home/campaigns/killed/manifest");
            Path growing = manifest.resolve("growing");
            Process add = muster.start("add", "killed", "--csv", "more.csv");
            await().atMost(Ceiling.TIME)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> Files.exists(growing) || Files.exists(manifest.resolve("grown")) || !add.isAlive());
            add.destroyForcibly().waitFor();
            List<Muster.Running> both = List.of(
                    muster.begin("add", "killed", "--csv", "more.csv"),
                    muster.begin("add", "killed", "--csv", "more.csv"));
            for (Muster.Running one : both) {
                Ended ended = one.end();
                assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            }
            JsonNode roll = muster.run("rollcall", "killed", "--deep", "--json").json();
            assertThat(roll.path("holds").asBoolean()).isTrue();
            assertThat(roll.path("pushed").asInt()).isEqualTo(2 * tasks + 7 + 1);
            // All of it is in the manifest: a campaign that Redis lost comes back with it, and is open.
            RedisCli.of(muster).say("FLUSHALL");
            Ended restore = muster.run("restore", "killed");
            assertThat(restore.exit()).as(restore.err()).isZero();
            assertThat(muster.run("close", "killed").out()).startsWith("killed: closed");
            Ended run = muster.run("run", "killed");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            holds(muster, "killed");
        }
    }

    @Test
    void pythonAddsTasksByTheProtocolAlone() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 2}\n");
            muster.write("theirs.yml", """
                    command: echo {{path}} >> ran
                    tasks: {list: [ours.nc], as: path}
                    open: true
                    foreign_messages: accept
                    """);
            assertThat(muster.run("submit", "theirs.yml", "--stage-only").exit())
                    .isZero();
            Muster.Running run = muster.begin("run", "theirs");
            RedisCli redis = RedisCli.of(muster);
            muster.write("password", redis.password() + "\n");
            muster.write("add_task.py", muster.example("add_task.py"));
            String unusedSaid = muster.program(
                    "python3",
                    "add_task.py",
                    redis.address(),
                    "password",
                    "theirs",
                    "main",
                    "night-7",
                    "{\"path\": \"a.nc\"}");
            Path ran = muster.folder.resolve("ran");
            await().atMost(Ceiling.TIME)
                    .until(() -> Files.exists(ran) && KilledAgentIT.lines(ran).contains("a.nc"));
            assertThat(muster.run("close", "theirs").exit()).isZero();
            Ended ended = run.end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            assertThat(KilledAgentIT.lines(ran)).containsExactlyInAnyOrder("ours.nc", "a.nc");
            holds(muster, "theirs");
        }
    }
}
