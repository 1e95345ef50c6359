package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Keys of a campaign are lost under a run, and under agents that die. */
class DamagedRunIT {
    private static final String CONFIG = """
            heartbeat: {interval: 500ms, lease: 15s}
            agent: {slots: 2, linger: 20s, kill_grace: 1s}
            clusters: {local: {type: local, agents: 2}}
            """;

    private static void campaign(Muster muster) {
        muster.write("muster.yml", CONFIG);
        muster.write("hurt.yml", """
                command: echo {{id}} >> ran.log; until [ -e go ]; do sleep 0.1; done
                tasks: {range: 1-12}
                walltime: 5m
                """);
    }

    private static void awaitRan(Muster muster, int lines) {
        Path ran = muster.folder.resolve("ran.log");
        await().until(() -> KilledAgentIT.lines(ran).size() >= lines);
    }

    private static void assertAllDoneOnce(Muster muster) {
        Ended rollcall = muster.run("rollcall", "hurt", "--deep");
        assertThat(rollcall.exit()).as(rollcall.out()).isZero();
        List<JsonNode> results = muster.run("results", "hurt").jsonLines();
        assertThat(results)
                .hasSize(12)
                .allMatch(result -> result.path("state").asText().equals("DONE"));
        assertThat(results.stream().map(result -> result.path("id").asText())).doesNotHaveDuplicates();
    }

    @Test
    void runWhoseCampaignVanishesSaysSoAndRestorePutsItTogether() throws Exception {
        for (List<String> lost : List.of(List.of("campaign"), List.of("main:proc", "main:working"))) {
            try (Muster muster = new Muster()) {
                campaign(muster);
                Muster.Running run = muster.begin("run", "hurt.yml");
                awaitRan(muster, 4);
                RedisCli redis = RedisCli.of(muster);
                for (String key : lost) {
                    redis.say("DEL", "muster:{hurt}:" + key);
                }
                Ended ended = run.end();
                assertThat(ended.exit()).as(lost + ended.err()).isEqualTo(1);
                assertThat(ended.err()).doesNotContain("unexpected").contains("muster restore hurt");
                Files.createFile(muster.folder.resolve("go"));
                Ended restored = muster.run("restore", "hurt", "--force");
                assertThat(restored.exit()).as(lost + restored.err()).isZero();
                Ended rest = muster.run("run", "hurt");
                assertThat(rest.exit()).as(lost + rest.out() + rest.err()).isZero();
                assertAllDoneOnce(muster);
            }
        }
    }

    @Test
    void whatDeadAgentsHeldComesBackWithoutItsIndex() throws Exception {
        try (Muster muster = new Muster()) {
            campaign(muster);
            assertThat(muster.run("submit", "hurt.yml").exit()).isZero();
            awaitRan(muster, 4);
            RedisCli redis = RedisCli.of(muster);
            List<Long> agents = muster.run("agents", "hurt", "--json").jsonLines().stream()
                    .map(agent -> agent.path("pid").asLong())
                    .toList();
            agents.forEach(pid -> ProcessHandle.of(pid).ifPresent(agent -> {
                agent.destroyForcibly();
                agent.onExit().join();
            }));
            redis.say("DEL", "muster:{hurt}:main:expiry");
            Ended rollcall = muster.run("rollcall", "hurt", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out()).isEqualTo(1);
            assertThat(rollcall.out()).containsPattern("\\d in flight, but in no index by expiry");
            Files.createFile(muster.folder.resolve("go"));
            Ended run = muster.run("run", "hurt");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertAllDoneOnce(muster);
        }
    }
}
