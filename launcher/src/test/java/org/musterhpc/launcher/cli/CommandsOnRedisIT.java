package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;

/** Commands over a real server; the test itself is the agent. */
class CommandsOnRedisIT {
    @TempDir
    Path folder;

    private RedisServer redis;
    private Desk desk;
    private Path file;

    @BeforeEach
    void submitTenTasks() throws Exception {
        redis = RedisServer.start("appendonly yes");
        desk = new Desk(folder.resolve("home")).at(redis.url());
        file = folder.resolve("ten.yml");
        Files.writeString(file, "command: echo {{n}}\ntasks: {range: 1-10}\n");
        assertThat(desk.types("submit", file.toString(), "--stage-only", "--json"))
                .isZero();
        assertThat(desk.out()).contains("\"pending\":10", "\"new\":true");
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void sameSubmitAgainPushesNothingTwice() {
        assertThat(desk.types("submit", file.toString(), "--stage-only", "--json"))
                .isZero();
        assertThat(desk.out()).contains("\"pending\":10", "\"new\":false");
        assertThat(desk.types("rollcall", "ten", "--deep")).isZero();
    }

    @Test
    void lineThatIsDrawnInPlaceIsGoneBeforeAnythingElseIsSaid() throws Exception {
        Files.writeString(folder.resolve("many.yml"), "command: echo {{n}}\ntasks: {range: 1-50000}\n");
        desk.seeing(new TextStyle(80, false, true, true)).onOneTerminal();
        assertThat(desk.types("submit", folder.resolve("many.yml").toString(), "--stage-only"))
                .isZero();
        String sending = "sending ";
        String seen = desk.out();
        assertThat(seen).contains(sending);
        int said = seen.indexOf("many: 50,000 tasks sent");
        assertThat(seen.substring(seen.lastIndexOf(sending, said), said)).endsWith("\r\u001b[K");
    }

    @Test
    void roundOfASentinelIsToldAlsoWhereNothingWasToBeDone() {
        assertThat(desk.types("sentinel", "--once")).isZero();
        assertThat(desk.out()).isEqualTo("ten: nothing to take back, and no arrays to look after\n");
        assertThat(desk.types("sentinel", "--once", "--json")).isZero();
        assertThat(desk.out()).contains("\"campaign\":\"ten\"", "\"released\":0");
    }

    @Test
    void anotherCampaignOfTheSameNameIsRefusedAndKeepsTheManifest() throws Exception {
        Path manifest = folder.resolve("home/campaigns/ten/manifest/main.jsonl");
        String before = Files.readString(manifest);
        Files.writeString(file, "command: echo {{n}}\ntasks: {range: 1-11}\n");
        assertThat(desk.types("submit", file.toString(), "--stage-only")).isEqualTo(2);
        assertThat(desk.err())
                .contains("campaign ten is there, and the file differs: 1 new task")
                .contains("--update")
                .contains("--name OTHER")
                .contains("--fresh");
        assertThat(manifest).hasContent(before);
        try (Stream<Path> left = Files.list(manifest.getParent().getParent())) {
            assertThat(left)
                    .containsExactlyInAnyOrder(
                            manifest.getParent(),
                            manifest.getParent().resolveSibling("campaign.json"),
                            manifest.getParent().resolveSibling("key"),
                            manifest.getParent().resolveSibling("turn"));
        }
        assertThat(desk.types("submit", file.toString(), "--stage-only", "--fresh", "--json"))
                .isZero();
        assertThat(desk.out()).contains("\"pending\":11");
    }

    @Test
    void failuresAreExplainedAndRetriedToTheEnd() {
        work(10, 3);
        assertThat(desk.types("wait", "ten")).isEqualTo(1);
        assertThat(desk.types("run", "ten")).isEqualTo(1);
        assertThat(desk.out()).startsWith("ten has ended already: 9 of 10 tasks done, 1 failed");
        assertThat(desk.types("explain", "main/000003")).isZero();
        assertThat(desk.out()).contains("retry.on.exit: same would repeat it");
        assertThat(desk.types("results", "ten", "--format", "csv")).isZero();
        assertThat(desk.out()).hasLineCount(11);
        assertThat(desk.types("retry", "ten", "--no-run")).isZero();
        work(1, 0);
        assertThat(desk.types("wait", "ten")).isZero();
        assertThat(desk.types("rollcall", "ten", "--deep")).isZero();
        assertThat(desk.types("show", "ten", "main/000003", "--json")).isZero();
        assertThat(desk.out()).containsPattern("\"history\":\\[\\{\"attempt\":1,\"outcome\":\"EXIT\".*\"attempt\":2");
        assertThat(desk.types("events", "ten", "--json")).isZero();
        assertThat(desk.out().lines()).anySatisfy(line -> assertThat(line).contains("\"state\":\"DEAD\""));
    }

    @Test
    void runningTasksAreListedWithTheirAgent() {
        try (Queues queues = Queues.connect(address());
                WorkQueue agent = queues.work("ten", info(), Duration.ZERO)) {
            agent.beat(info(), List.of());
            claim(agent, 2);
            assertThat(desk.types("tasks", "ten", "--state", "WORKING", "--json"))
                    .isZero();
            assertThat(desk.out()).hasLineCount(2).contains("\"agent\":\"a1\"");
            assertThat(desk.types("agents", "ten", "--json")).isZero();
            assertThat(desk.out()).contains("{\"agent\":\"a1\",\"cluster\":\"local\"", "\"running\":2");
            assertThat(desk.types("purge", "ten", "--yes")).isEqualTo(2);
            assertThat(desk.types("logs", "ten", "main/000001")).isZero();
            assertThat(desk.err()).contains("main/000001 runs");
        }
    }

    @Test
    void cancelledTasksCanBeSentAgain() {
        assertThat(desk.types("cancel", "ten", "--json")).isZero();
        assertThat(desk.out()).contains("\"cancelled\":10");
        assertThat(desk.types("retry", "ten", "--no-run", "--cancelled-too", "--json"))
                .isZero();
        assertThat(desk.out()).contains("\"requeued\":10");
        assertThat(desk.types("status", "ten", "--json")).isZero();
        assertThat(desk.out()).contains("\"pending\":10");
    }

    @Test
    void serverThatIsNotThereIsStatusThree() {
        redis.close();
        assertThat(desk.types("status", "ten")).isEqualTo(3);
        assertThat(desk.err()).startsWith("muster: ").contains("\n  → ").hasLineCount(2);
    }

    private RedisAddress address() {
        return new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    private static WorkQueue.AgentInfo info() {
        return new WorkQueue.AgentInfo("a1", "local", "here", 1, "", 2, Duration.ofSeconds(30));
    }

    /** Runs so many tasks; the one whose parameter is {@code bad} fails. */
    private void work(int tasks, int bad) {
        try (Queues queues = Queues.connect(address());
                WorkQueue agent = queues.work("ten", info(), Duration.ZERO)) {
            for (Lease lease : claim(agent, tasks)) {
                boolean fails = lease.message().params().path("n").asInt() == bad;
                Attempt attempt = new Attempt(
                        lease.attempt(),
                        lease.token(),
                        fails ? Outcome.EXIT : Outcome.OK,
                        new Attempt.Detail(fails ? 3 : 0, null, null),
                        new Attempt.Place("a1", "here", "local", null),
                        lease.claimed(),
                        lease.claimed(),
                        new Attempt.Usage(0.1, 0.05, 1_000),
                        JsonNodeFactory.instance.numberNode(7),
                        null);
                RetryPolicy.decide(agent.campaign().stage("main"), lease, attempt)
                        .ifPresent(report -> agent.exchange(List.of(report), List.of()));
            }
            agent.leave(info());
        }
    }

    private static List<Lease> claim(WorkQueue agent, int tasks) {
        agent.beat(info(), List.of());
        return agent.exchange(List.of(), List.of(new WorkQueue.Want("main", tasks)))
                .leases();
    }
}
