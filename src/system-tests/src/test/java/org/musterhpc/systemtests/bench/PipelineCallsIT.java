package org.musterhpc.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.TcpProxy;

/** What follows in a pipeline is set free by the scripts that end what came before: launchers have no part in it. */
class PipelineCallsIT {
    private static final int TASKS = 6_000;
    private static final int GROUPS = 60;
    private static final List<String> STAGES = List.of("first", "second", "third", "join");

    @Test
    void launcherMakesNoRoundTripATask() throws IOException {
        try (RedisServer server = RedisServer.start("appendonly yes");
                TcpProxy proxy = new TcpProxy(server.port());
                Muster muster = new Muster()) {
            String rows = IntStream.rangeClosed(1, TASKS)
                    .mapToObj(n -> n + "," + n % GROUPS + "\n")
                    .reduce("id,g\n", String::concat);
            muster.write("rows.csv", rows);
            muster.write("pipe.yml", """
                    stages:
                      first: {command: "true", tasks: {csv: rows.csv}}
                      second: {command: "true", after: first}
                      third: {command: "true", after: second}
                      join: {command: "true", after: {stage: third, group: g}}
                    """);
            String launcher = "redis://127.0.0.1:" + proxy.port();
            Ended submit = muster.run("submit", "pipe.yml", "--stage-only", "--redis", launcher);
            assertThat(submit.exit()).as(submit.err()).isZero();
            Muster.Running wait = muster.begin("wait", "pipe", "--redis", launcher);
            long from = System.nanoTime();
            workOff(server.url());
            double seconds = (System.nanoTime() - from) / 1e9;
            Ended ended = wait.end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();

            int all = 3 * TASKS + GROUPS;
            System.out.printf(
                    "%,d tasks of a pipeline in %.1f s; the launcher spoke to Redis %,d times%n",
                    all, seconds, proxy.said());
            // A few a second while it looks on, and one for some thousand messages that it sends.
            assertThat(proxy.said()).isBetween(1L, all / 10L);
        }
    }

    private static void workOff(String url) {
        AgentInfo agent = new AgentInfo("bench", "local", "host", 1, "", 1_000, Duration.ofHours(1));
        try (Queues queues = Queues.connect(new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX));
                WorkQueue work = queues.work("pipe", agent, Duration.ofSeconds(10))) {
            work.beat(agent, List.of());
            for (String stage : STAGES) {
                List<Lease> leases;
                do {
                    leases = work.exchange(List.of(), List.of(new Want(stage, 500)))
                            .leases();
                    work.exchange(leases.stream().map(QueueBench::finish).toList(), List.of());
                } while (!leases.isEmpty());
            }
            Tally join = queues.view().overview("pipe").stages().get("join");
            assertThat(join.count(State.DONE)).isEqualTo(GROUPS);
        }
    }
}
