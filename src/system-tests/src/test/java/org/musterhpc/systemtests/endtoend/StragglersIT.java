package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;

/** A task that takes far longer than the others is begun once more on another agent; the first of the two that is done counts. */
class StragglersIT {
    private static final String SLOW = "main/000001";
    private static final String UNTIL_GO = """
            p=first; test -z "${MUSTER_SECOND:-}" || p=second
            echo $p speaks
            echo $$ > $p.pid
            until test -e go || test -e go-$p; do sleep 0.1; done
            echo $p ends
            """;

    private final Muster muster = new Muster();

    @BeforeEach
    void twoAgents() {
        muster.write("muster.yml", """
                heartbeat: {interval: 500ms, lease: 30s}
                agent: {slots: 1}
                clusters: {local: {type: local, agents: 2}}
                """);
    }

    @AfterEach
    void close() {
        muster.close();
    }

    private void campaign(String slow) {
        muster.write("slow.yml", """
                command: |
                  if [ {{n}} = 1 ]; then
                    %s
                  fi
                  echo {{n}} >> ran.log
                tasks: {range: 1-31}
                walltime: 30m
                stragglers: 2s
                """.formatted(slow.indent(4).strip()));
    }

    /** Each task is done once, and all adds up. */
    private List<JsonNode> allDone(Running run) {
        Ended ended = run.end();
        assertThat(ended.exit()).as(ended.toString()).isZero();
        List<JsonNode> results = muster.good("results", "slow", "--json").jsonLines();
        assertThat(results)
                .hasSize(31)
                .allMatch(result -> result.path("state").asText().equals("DONE"));
        assertThat(results.stream().map(result -> result.path("id").asText()).distinct())
                .hasSize(31);
        muster.good("rollcall", "slow", "--deep");
        return results;
    }

    private long pid(String file) {
        try {
            return Long.parseLong(Files.readString(muster.folder.resolve(file)).strip());
        } catch (IOException | NumberFormatException notYet) {
            return -1;
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void taskThatHangsTheFirstTimeIsDoneBySecondAttemptAndTheHungOneIsKilled() throws IOException {
        campaign(UNTIL_GO);
        Running run = muster.begin("run", "slow.yml");
        JsonNode both = bothRun();
        assertThat(running())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        both.path("agent").asText(),
                        1,
                        both.path("second").path("agent").asText(),
                        1));
        assertThat(muster.good("show", "slow", SLOW).out())
                .contains("also on     " + both.path("second").path("agent").asText());
        assertThat(muster.good("logs", "slow", SLOW).out()).isEqualTo("first speaks\n");
        Running follower = muster.begin("logs", "slow", SLOW, "--attempt", "second", "--follow");
        await().until(() -> Files.readString(follower.out()).equals("second speaks\n"));
        muster.write("go-second", "");
        List<JsonNode> results = allDone(run);
        assertThat(follower.end().out()).isEqualTo("second speaks\nsecond ends\n");
        assertThat(muster.good("logs", "slow", SLOW).out()).isEqualTo("second speaks\nsecond ends\n");
        Ended late = muster.run("logs", "slow", SLOW, "--attempt", "second");
        assertThat(late.exit()).isEqualTo(2);
        assertThat(late.err()).contains(SLOW + " has no second attempt that runs");

        assertThat(Files.readAllLines(muster.folder.resolve("ran.log")))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 31).mapToObj(Integer::toString).toList());
        await().until(() -> !alive(pid("first.pid")));
        JsonNode slow = results.stream()
                .filter(result -> result.path("id").asText().equals(SLOW))
                .findFirst()
                .orElseThrow();
        assertThat(slow.path("attempt").asInt()).isEqualTo(1);
        List<JsonNode> doubles = muster.good("events", "slow", "--json").jsonLines().stream()
                .filter(event -> event.path("kind").asText().equals("double"))
                .toList();
        assertThat(doubles).hasSize(1);
        assertThat(doubles.get(0).path("id").asText()).isEqualTo(SLOW);
        assertThat(slow.path("agent").asText())
                .isEqualTo(doubles.get(0).path("agent").asText());
    }

    /** Both attempts run until a file is there; gives the names of the agents. */
    private JsonNode bothRun() {
        await().until(() -> shown().has("second"));
        await().until(() -> pid("first.pid") > 0 && pid("second.pid") > 0);
        return shown();
    }

    private JsonNode shown() {
        Ended ended = muster.run("show", "slow", SLOW, "--json");
        return ended.exit() == 0 ? ended.json() : MissingNode.getInstance();
    }

    /** Agent → how many tasks it runs, as {@code agents} tells of those that live. */
    private Map<String, Integer> running() {
        return muster.good("agents", "slow", "--json").jsonLines().stream()
                .filter(agent -> agent.path("alive").asBoolean())
                .collect(Collectors.toMap(
                        agent -> agent.path("agent").asText(),
                        agent -> agent.path("running").asInt()));
    }

    private void kill(String agent) {
        muster.good("agents", "slow", "--json").jsonLines().stream()
                .filter(each -> each.path("agent").asText().equals(agent))
                .forEach(each -> ProcessHandle.of(each.path("pid").asLong())
                        .orElseThrow()
                        .destroyForcibly());
    }

    @Test
    void agentOfTheSecondAttemptIsKilledAndTheFirstGoesOn() {
        campaign(UNTIL_GO);
        Running run = muster.begin("run", "slow.yml");
        JsonNode both = bothRun();
        Ended explained = muster.good("explain", "slow", SLOW);
        assertThat(explained.out())
                .contains("agent " + both.path("second").path("agent").asText() + " also runs it");
        kill(both.path("second").path("agent").asText());
        await().until(() -> !alive(pid("second.pid")));
        assertThat(muster.good("logs", "slow", SLOW).out()).isEqualTo("first speaks\n");
        muster.write("go", "");
        assertThat(allDone(run))
                .filteredOn(result -> result.path("id").asText().equals(SLOW))
                .extracting(result -> result.path("agent").asText())
                .containsExactly(both.path("agent").asText());
    }

    @Test
    void agentOfTheFirstAttemptIsKilledAndAnotherHasTheTaskDone() {
        campaign(UNTIL_GO);
        Running run = muster.begin("run", "slow.yml");
        JsonNode both = bothRun();
        kill(both.path("agent").asText());
        muster.write("go", "");
        // The launcher may have taken the task back before the second attempt was done: then it ran once more.
        assertThat(allDone(run))
                .filteredOn(result -> result.path("id").asText().equals(SLOW))
                .extracting(result -> result.path("agent").asText())
                .doesNotContain(both.path("agent").asText());
    }
}
