package org.musterhpc.systemtests.endtoend;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.LiveTree;
import org.musterhpc.testkit.RedisServer;

/** Redis is gone for good, disk and all; what agents wrote down and the manifest bring the campaign back. */
class RestoreIT {

    @Test
    void campaignComesBackWithoutItsRedisAndWhatIsInTheJournalsDoesNotRunAgain() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", """
                    heartbeat: {interval: 500ms, lease: 60s}
                    agent: {slots: 3}
                    clusters: {local: {type: local, agents: 2}}
                    """);
            muster.write("lost.yml", """
                    stages:
                      first:
                        command: |
                          echo {{id}} >> ran.log
                          until [ -e both ]; do sleep 0.1; done
                          [ {{n}} -le 54 ] || until [ -e go ]; do sleep 0.1; done
                        tasks: {range: 1-60}
                        walltime: 1m
                      second:
                        after: first
                        command: echo {{id}} >> ran.log
                        walltime: 1m
                      last:
                        after: {stage: second, all: true}
                        command: echo {{id}} >> ran.log
                        tasks: {range: 1-2}
                        walltime: 1m
                    """);
            Process run = muster.start("run", "lost.yml");
            Path ran = muster.folder.resolve("ran.log");
            Path logs = muster.folder.resolve("home/campaigns/lost/logs");
            // All slots of both agents: else the first to start might do all that there is, and the other nothing.
            await().until(() -> KilledAgentIT.lines(ran).size() >= 6);
            muster.write("both", "");
            // No slot is left, and what has ended is in a journal: else more than what runs would run again.
            await().until(() -> held(ran) == 6
                    && journalsWithTasks(logs) == 2
                    && KilledAgentIT.lines(ran).size() == linesOfTheDone(logs) + 6);
            long redis =
                    muster.run("redis", "status", "--json").json().path("pid").asLong();
            List<Long> agents = muster.run("agents", "lost", "--json").jsonLines().stream()
                    .map(agent -> agent.path("pid").asLong())
                    .toList();
            run.destroyForcibly().waitFor();
            agents.forEach(RestoreIT::kill);
            kill(redis);
            muster.write("go", "");
            remove(muster.folder.resolve("home/redis"));
            Map<String, Long> journalled = journalled(logs);
            assertThat(journalled).hasSizeGreaterThan(30);

            Ended again = muster.run("run", "lost.yml");
            assertThat(again.exit()).as(again.err()).isEqualTo(2);
            assertThat(again.err()).contains("muster restore lost");
            Ended restored = muster.run("restore", "lost");
            assertThat(restored.exit()).as(restored.err()).isZero();
            assertThat(restored.out())
                    .contains("lost: 122 tasks restored, " + journalled.size() + " of them done by 2 journals");
            assertThat(muster.run("restore", "lost").exit()).isEqualTo(2);
            assertThat(muster.run("rollcall", "lost", "--deep").exit()).isZero();
            Ended rest = muster.run("run", "lost");
            assertThat(rest.exit()).as(rest.out() + rest.err()).isZero();

            Ended rollcall = muster.run("rollcall", "lost", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out()).isZero();
            List<JsonNode> results = muster.run("results", "lost", "--json").jsonLines();
            assertThat(results)
                    .hasSize(122)
                    .allMatch(result -> result.path("state").asText().equals("DONE"));
            Map<String, Long> times =
                    KilledAgentIT.lines(ran).stream().collect(groupingBy(Function.identity(), counting()));
            assertThat(times).hasSize(122);
            assertThat(times.entrySet().stream().filter(entry -> journalled.containsKey(entry.getKey())))
                    .allMatch(entry -> entry.getValue() == 1);
            // What was in flight when the agents were killed: no more than they had slots, begun or claimed ahead.
            assertThat(times.values().stream().filter(count -> count > 1)).hasSizeLessThanOrEqualTo(6);
        }
    }

    @Test
    void restoreThatIsKilledGoesOnWhereItStopped() throws Exception {
        int tasks = 60_000;
        try (RedisServer redis = RedisServer.start("appendonly no");
                Muster muster = new Muster()) {
            muster.write("muster.yml", "redis: {url: \"" + redis.url() + "\", accept: no-appendonly}\n");
            muster.write("large.yml", "command: \"true\"\ntasks: {range: 1-" + tasks + "}\n");
            assertThat(muster.run("submit", "large.yml", "--stage-only").exit()).isZero();
            redis.kill9();
            redis.restart();
            try (Queues queues =
                    Queues.connect(new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX))) {
                assertThat(queues.view().campaigns()).isEmpty();
                long there = 0;
                List<Long> stops = new ArrayList<>();
                for (int kills = 0; kills < 3; kills++) {
                    long before = there;
                    Process restore = muster.start("restore", "large");
                    await().pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(2))
                            .until(() -> pushed(queues) > before || !restore.isAlive());
                    restore.destroyForcibly().waitFor();
                    there = pushed(queues);
                    stops.add(there);
                }
                assertThat(stops).isSorted();
                if (there < tasks) {
                    assertThat(muster.run("run", "large").err()).contains("restored in part only");
                }
                Ended restored = muster.run("restore", "large");
                assertThat(restored.exit()).as(stops + restored.err()).isIn(0, 2);
                assertThat(pushed(queues)).isEqualTo(tasks);
                assertThat(queues.recovery().underWay("large")).isFalse();
                assertThat(muster.run("rollcall", "large", "--deep").exit()).isZero();
            }
        }
    }

    private static long pushed(Queues queues) {
        if (queues.view().campaign("large").isEmpty()) {
            return 0;
        }
        return queues.view().overview("large").stages().values().stream()
                .mapToLong(Tally::pushed)
                .sum();
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** How many of those that wait for the test have begun. */
    private static long held(Path ran) throws IOException {
        return KilledAgentIT.lines(ran).stream()
                .filter(id -> id.compareTo("first/000054") > 0 && id.startsWith("first/"))
                .count();
    }

    private static long linesOfTheDone(Path logs) {
        return LiveTree.named(logs, "results.jsonl").stream()
                .flatMap(journal -> LiveTree.read(journal).lines())
                .filter(line -> line.contains("\"state\":\"DONE\""))
                .count();
    }

    private static long journalsWithTasks(Path logs) {
        return LiveTree.named(logs, "results.jsonl").stream()
                .filter(journal -> LiveTree.read(journal).contains("\"state\":\"DONE\""))
                .count();
    }

    /** Ids of the tasks that some journal says are done. */
    private static Map<String, Long> journalled(Path logs) throws IOException {
        Map<String, Long> ids = new HashMap<>();
        try (Stream<Path> all = Files.walk(logs)) {
            for (Path journal :
                    all.filter(file -> file.endsWith("results.jsonl")).toList()) {
                for (String line : Files.readAllLines(journal)) {
                    if (line.contains("\"state\":\"DONE\"")) {
                        ids.merge(
                                JsonMapper.builder()
                                        .build()
                                        .readTree(line)
                                        .path("message")
                                        .path("id")
                                        .asText(),
                                1L,
                                Long::sum);
                    }
                }
            }
        }
        return ids;
    }
}
