package org.musterhpc.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.RedisServer;

/** A command is told of 100,000 tasks that ended: of each once, in their order, and how fast is printed. */
class WatchBenchIT {
    private static final int TASKS = 100_000;

    @Test
    void commandIsToldOfManyTasks() throws IOException {
        try (RedisServer server = RedisServer.start();
                Queues queues =
                        Queues.connect(new RedisAddress(server.url(), null, null, null, RedisAddress.DEFAULT_PREFIX));
                Muster muster = new Muster()) {
            new Swarm(1, 1, TASKS).push(queues);
            end(queues, Swarm.campaign(0));
            String[] watch = {
                "watch",
                Swarm.campaign(0),
                "--redis",
                server.url(),
                "--exec",
                "cat >> told",
                "--batch",
                "1000",
                "--json"
            };
            long start = System.nanoTime();
            Ended told = muster.run(watch);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("a command was told of %,d tasks in %.1f s, 1,000 at once%n", TASKS, seconds);
            assertThat(told.exit()).as(told.err()).isZero();
            assertThat(told.json().path("told").asInt()).isEqualTo(TASKS);
            List<String> lines = Files.readAllLines(muster.folder.resolve("told"));
            String results = muster.run("results", Swarm.campaign(0), "--redis", server.url(), "--json")
                    .out();
            assertThat(lines.equals(results.lines().toList()))
                    .as("just as they ended")
                    .isTrue();
            assertThat(new TreeSet<>(lines)).hasSize(TASKS);
        }
    }

    private static void end(Queues queues, String campaign) {
        AgentInfo agent = new AgentInfo("bench", "local", "host", 1, "", 1_000, Duration.ofHours(1));
        try (WorkQueue work = queues.work(campaign, agent, Duration.ofSeconds(10))) {
            work.beat(agent, List.of());
            List<Lease> leases;
            do {
                leases = work.exchange(List.of(), List.of(new Want(Swarm.STAGE, 1_000)))
                        .leases();
                work.exchange(leases.stream().map(QueueBench::finish).toList(), List.of());
            } while (!leases.isEmpty());
        }
    }
}
