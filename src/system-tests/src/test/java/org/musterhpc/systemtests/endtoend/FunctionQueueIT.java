package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musterhpc.systemtests.endtoend.PoolScene.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code examples/function-queue} as its README tells; the pool is killed while it runs. */
class FunctionQueueIT {
    private static final int CALLS = 40;

    /** The two last calls wait for a file, and one function fails until it is there. */
    private static final String HELD = """
            def factors(n):
                import os, time
                if n == "4" and not os.path.exists("../go"):
                    raise ValueError("not yet")
                while int(n) >= 10**12 + %d and not os.path.exists("../go"):
                    open("../began-%%s" %% n, "w").close()
                    time.sleep(0.05)
            """.formatted(CALLS - 2);

    @Test
    void twoProjectsShareAPoolThatIsKilledAndLosesNothing() throws Exception {
        try (ExampleScene scene =
                new ExampleScene("function-queue", Map.of("enqueue.py 1000", "enqueue.py " + CALLS))) {
            scene.append("muster.yml", "heartbeat: {interval: 500ms, lease: 4s}\n");
            scene.change("primes/primes.py", "def factors(n):\n", HELD);
            scene.block(0);
            try {
                String said = scene.block(1);
                assertThat(said).contains("high/hamlet", "the longest word is parliament", ",parliament,");

                scene.say("muster add primes --params '{\"id\": \"four\", \"n\": \"4\"}'");
                until(() -> dead(scene).equals(List.of("main/four")));
                scene.say("muster pause words");
                scene.say("""
                        python3 -c '
                        from muster_queue import Queue
                        for n in range(10): Queue("words", "default").enqueue("count_words", id="later-%d" % n, text="a b")'
                        """);
                scene.say("muster cancel words --stage default --state PENDING");
                scene.say("muster retry words --cancelled-too --no-run");
                until(() -> began(scene) == 2);
                RedisCli.of(scene.muster, scene.home).awaitWritten(); // it is killed, too

                List<ProcessHandle> killed = processes(scene);
                scene.block(2);
                assertThat(killed).hasSize(4).noneMatch(ProcessHandle::isAlive);
                scene.write("go", "");
                scene.say("muster retry primes main/four --no-run; muster resume words");
                scene.block(3);

                assertThat(scene.muster
                                .run("results", "words", "high/hamlet")
                                .json()
                                .path("result")
                                .asInt())
                        .isEqualTo(6);
                assertThat(ids(scene, "primes"))
                        .containsExactlyInAnyOrderElementsOf(
                                with(Stream.of("main/first", "main/four"), "number-", CALLS));
                List<String> words = new ArrayList<>(with(Stream.of("high/hamlet"), "text-", CALLS));
                words.addAll(with(Stream.empty(), "later-", 10));
                assertThat(ids(scene, "words")).containsAll(words).hasSize(words.size() + 1);
            } finally {
                scene.muster.run("pool", "stop", "desk", "--now");
            }
        }
    }

    private static List<String> with(Stream<String> some, String prefix, int count) {
        return Stream.concat(some, IntStream.range(0, count).mapToObj(n -> prefix + n))
                .toList();
    }

    private static List<String> dead(ExampleScene scene) {
        return scene.muster.run("results", "primes", "--state", "DEAD").jsonLines().stream()
                .map(task -> task.path("id").asText())
                .toList();
    }

    private static int began(ExampleScene scene) {
        return (int) IntStream.range(0, CALLS)
                .filter(n -> Files.exists(scene.folder.resolve("began-" + (1_000_000_000_000L + n))))
                .count();
    }

    /** The guard, the keeper and the agent of the pool, and Redis. */
    private static List<ProcessHandle> processes(ExampleScene scene) {
        return Stream.of("pools/desk/guard", "pools/desk/keeper", "pools/desk/agent.1", "redis/redis.pid")
                .map(file -> scene.text(scene.home.resolve(file).toString()))
                .map(text -> Long.parseLong(text.strip().split(" ", -1)[0]))
                .map(pid -> ProcessHandle.of(pid).orElseThrow())
                .toList();
    }

    /** Of all that ended, and that each is done. */
    private static List<String> ids(ExampleScene scene, String campaign) {
        List<JsonNode> ended = scene.muster.run("results", campaign).jsonLines();
        assertThat(ended).allMatch(task -> task.path("state").asText().equals("DONE"));
        return ended.stream().map(task -> task.path("id").asText()).toList();
    }
}
