package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.testkit.Ceiling;

/** Agents of a pool as programs, with a real Redis and several campaigns. */
class PoolAgentIT {
    private static final String POOL = "lab";

    @TempDir
    Path folder;

    private Field field;
    private Pool pool;

    @BeforeEach
    void setUp() {
        field = new Field(folder);
        pool = field.queues.pool(POOL);
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        pool.close();
        field.close();
    }

    @Test
    void servesSeveralCampaignsAndStays() throws Exception {
        Process agent = agent("4");
        campaign("a", 0, 200, "echo {{n}} >> a.txt");
        campaign("b", 0, 200, "echo {{n}} >> b.txt");
        awaitDone("a", 200);
        awaitDone("b", 200);
        await().untilAsserted(() -> assertThat(member().campaigns()).isEmpty());

        campaign("late", 0, 10, "echo {{n}} >> late.txt");
        awaitDone("late", 10);

        Field.signal("URG", agent.pid());
        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).as(field::said).isZero();
        assertThat(pool.members()).isEmpty();
        for (String name : List.of("a", "b", "late")) {
            assertThat(ranOnce(name)).as(name).isTrue();
            assertThat(field.queues.view().overview(name).holds()).isTrue();
        }
    }

    @Test
    void equalsShareItsSlots() throws Exception {
        // Both wait before a slot is free: whichever came first could take all of them, and keep them.
        campaign("first", 0, 4, "echo {{n}} >> first.txt; " + hold("first"));
        agent("4");
        awaitBegun("first.txt", 4);
        campaign("a", 0, 10, hold("a"));
        campaign("b", 0, 10, hold("b"));
        awaitWanted("a", 0);
        awaitWanted("b", 0);
        release("first");
        await().untilAsserted(() -> {
            assertThat(tally("a").count(State.WORKING)).as(field::said).isEqualTo(2);
            assertThat(tally("b").count(State.WORKING)).as(field::said).isEqualTo(2);
        });
        release("a");
        release("b");
        awaitDone("a", 10);
        awaitDone("b", 10);
    }

    @Test
    void higherPriorityBeginsInTheNextSlotThatIsFree() throws Exception {
        campaign("low", 0, 50, "echo low >> order.txt; " + hold("low-{{n}}"));
        agent("2");
        // Not that two are claimed: what comes before they have begun may have the place of one.
        awaitBegun("order.txt", 2);
        campaign("high", 7, 3, "echo high >> order.txt");
        awaitWanted("high", 7);
        for (int n = 1; n <= 50 && !done("high", 3); n++) {
            int ended = n;
            release("low-" + n);
            await().until(() -> tally("low").count(State.DONE) >= ended);
        }
        awaitDone("high", 3);
        assertThat(tally("low").count(State.DONE)).as(field::said).isLessThan(50);
        assertThat(Files.readAllLines(folder.resolve("order.txt"))).contains("high");
        IntStream.rangeClosed(1, 50).forEach(n -> release("low-" + n));
        awaitDone("low", 50);
    }

    @Test
    void killedAgentLosesNothing() throws Exception {
        Process first = agent("4", "--lease", "3s");
        campaign("a", 0, 40, "echo {{n}} >> a.txt; sleep 0.1");
        campaign("b", 0, 40, "echo {{n}} >> b.txt; sleep 0.1");
        await().until(() -> tally("a").count(State.DONE) > 0 && tally("b").count(State.DONE) > 0);
        first.destroyForcibly().waitFor();
        agent("4", "--lease", "3s");
        awaitDone("a", 40);
        awaitDone("b", 40);
        for (String name : List.of("a", "b")) {
            assertThat(new HashSet<>(Files.readAllLines(folder.resolve(name + ".txt"))))
                    .hasSize(40);
            assertThat(field.queues.view().audit(name).holds()).isTrue();
        }
    }

    @Test
    void campaignOfAnotherKeyRunsNothingAndIsTold() {
        agent("2");
        Stage stage = stage(0, "echo bad >> {{n}}-ran");
        Campaign foreign = new Campaign("foreign", "d", "me", Instant.EPOCH, List.of(stage));
        field.queues.intake().create(SigningKey.fresh().sign(foreign));
        push("foreign", 5);
        campaign("own", 0, 5, "true");
        awaitDone("own", 5);
        await().untilAsserted(() -> assertThat(member().problem()).contains("foreign: runs nothing"));
        assertThat(tally("foreign").count(State.PENDING)).isEqualTo(5);
        assertThat(folder.resolve("1-ran")).doesNotExist();
    }

    @Test
    void idleAgentAsksForNothing() {
        agent("2", "--lease", "60s");
        campaign("a", 0, 1, "true");
        awaitDone("a", 1);
        await().until(() -> member().campaigns().isEmpty());
        String before = field.redis.ask("INFO commandstats");
        assertThat(before).contains("cmdstat_blpop");
        assertThat(pool.campaigns()).containsExactly("a");
    }

    private void awaitBegun(String file, int tasks) {
        Path begun = folder.resolve(file);
        await().atMost(Ceiling.TIME)
                .until(() -> Files.exists(begun) && Files.readAllLines(begun).size() == tasks);
    }

    private void awaitWanted(String campaign, int priority) {
        await().atMost(Ceiling.TIME)
                .untilAsserted(() -> assertThat(pool.demand()).as(field::said).anySatisfy(demand -> {
                    assertThat(demand.campaign()).isEqualTo(campaign);
                    assertThat(demand.priority()).isEqualTo(priority);
                }));
    }

    /** Waits until somebody lets it go. */
    private static String hold(String gate) {
        return "while [ ! -e go-" + gate + " ]; do sleep 0.02; done";
    }

    private void release(String gate) {
        try {
            Files.writeString(folder.resolve("go-" + gate), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process agent(String slots, String... more) {
        List<String> words = new ArrayList<>(List.of("--slots", slots));
        words.addAll(List.of(more));
        return field.poolAgent(POOL, words.toArray(String[]::new));
    }

    private void campaign(String name, int priority, int tasks, String command) {
        field.queues.intake().create(new Campaign(name, "d", "me", Instant.EPOCH, List.of(stage(priority, command))));
        push(name, tasks);
    }

    private void push(String name, int tasks) {
        List<Message> messages = new ArrayList<>();
        for (int n = 1; n <= tasks; n++) {
            messages.add(new Message(
                    Field.STAGE + "/" + n,
                    n,
                    Message.Tries.NONE,
                    Message.Needs.NOTHING,
                    JsonNodeFactory.instance.objectNode().put("n", n),
                    JsonNodeFactory.instance.objectNode()));
        }
        field.queues.intake().push(name, Field.STAGE, messages);
        field.queues.intake().seal(name, Field.STAGE);
        pool.enter(name);
        pool.ring(name, tasks);
    }

    private Stage stage(int priority, String command) {
        return new Stage(
                Field.STAGE,
                new TaskCommand.Shell(command),
                new Stage.ShellSetting(folder.toString(), Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(5), 1, null),
                List.of(),
                List.of(),
                new RetrySettings(2, 20, Duration.ofMillis(100), Map.of()),
                null,
                List.of(),
                priority);
    }

    private Tally tally(String campaign) {
        return field.queues.view().overview(campaign).stages().get(Field.STAGE);
    }

    private boolean done(String campaign, long tasks) {
        return tally(campaign).count(State.DONE) == tasks;
    }

    private void awaitDone(String campaign, long tasks) {
        await().atMost(Ceiling.TIME)
                .untilAsserted(() -> assertThat(tally(campaign).count(State.DONE))
                        .as(field::said)
                        .isEqualTo(tasks));
    }

    private Member member() {
        List<Member> members = pool.members();
        assertThat(members).as(field::said).hasSize(1);
        return members.get(0);
    }

    private boolean ranOnce(String name) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(name + ".txt"));
        return new HashSet<>(lines).size() == lines.size();
    }
}
