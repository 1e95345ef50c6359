package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Messages that are too large, or say of themselves what cannot be. */
class BoundedMessagesIT {
    private static final String S = "match";
    private static final String PROC = "muster:{bounded}:match:proc";
    private Rig rig;
    private ScriptRunner runner;
    private WorkQueue agent;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "bounded", Rig.stage(S));
        runner = TestServer.runner();
        agent = rig.agent("a");
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("bounded");
        runner.close();
        rig.close();
    }

    private static String large(String id, int bytes) {
        return "{\"id\":\"" + id + "\",\"params\":{\"x\":\"" + "A".repeat(bytes) + "\"}}";
    }

    @Test
    void messageOfMoreThanAMebibyteIsDeadWithItsFirstPartKept() {
        rig.push(S, 1, 3);
        runner.ask(redis -> redis.lpush(PROC, large("big", 21 << 20)));
        assertThat(Rig.claim(agent, S, 10)).hasSize(3);
        TaskView big = rig.queues.view().find("bounded", "big").orElseThrow();
        assertThat(big.state()).isEqualTo(State.DEAD);
        assertThat(big.ending().last().outcome()).isEqualTo(Outcome.BAD_MESSAGE);
        assertThat(big.ending().last().detail().reason()).contains("at most 1048576");
        assertThat(big.message().extra().get("raw").asText())
                .startsWith("{\"id\":\"big\"")
                .hasSize(4096);
        assertThat(rig.tally(S).pushed()).isEqualTo(4);
        assertThat(rig.queues.view().audit("bounded").holds()).isTrue();
    }

    @Test
    void messageThatIsTooLargeIsShownWhileItWaits() {
        runner.ask(redis -> redis.lpush(PROC, large("big", 21 << 20)));
        List<TaskView> seen = new ArrayList<>();
        rig.queues.view().tasks("bounded", S, java.util.EnumSet.of(State.PENDING), seen::add);
        assertThat(seen)
                .singleElement()
                .satisfies(task ->
                        assertThat(task.message().extra().get("raw").asText()).hasSizeLessThan(5_000));
    }

    @Test
    void manyLargeMessagesComeAFewAtATime() {
        String[] some = new String[40];
        for (int i = 0; i < some.length; i++) {
            some[i] = large("large" + i, 1_000_000);
        }
        runner.ask(redis -> redis.rpush(PROC, some));
        List<String> order = new ArrayList<>();
        List<Lease> leases = Rig.claim(agent, S, 1_000);
        assertThat(leases).hasSizeBetween(2, 6);
        while (!leases.isEmpty()) {
            leases.forEach(lease -> order.add(lease.id()));
            leases = Rig.claim(agent, S, 1_000);
        }
        assertThat(order).hasSize(40).startsWith("large0", "large1").endsWith("large38", "large39");
        assertThat(rig.tally(S).foreign()).isZero();
    }

    @Test
    void launcherRefusesToPushWhatWouldBeRejected() {
        Message message = Rig.message(S, 1);
        Message huge = new Message(
                message.id(),
                1,
                message.tries(),
                message.needs(),
                JsonNodeFactory.instance.objectNode().put("x", "é".repeat(MessageCodec.MOST_PUSHED / 2)),
                Rig.empty());
        assertThatThrownBy(() -> rig.queues.intake().push("bounded", S, List.of(huge)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("match/000001")
                .hasMessageContaining("1000000 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483000", "99999999999", "7", "1.5", "-3", "1e300", "0.0001", "9999999999999999999999"})
    void numberThatMusterDidNotGiveDoesNotBreakTheBooks(String n) {
        rig.push(S, 1, 2);
        runner.ask(redis -> redis.lpush(PROC, "{\"n\":" + n + ",\"id\":\"y\"}"));
        assertThat(rig.tally(S).foreign()).isEqualTo(1);
        assertThat(rig.queues.view().audit("bounded").holds()).isTrue();
        Rig.claim(agent, S, 1);
        assertThat(rig.tally(S).pushed()).isEqualTo(3);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(2);
        assertThat(rig.queues.view().audit("bounded").holds()).isTrue();
        Rig.claim(agent, S, 9);
        assertThat(rig.count(S, State.PENDING)).isZero();
        assertThat(rig.queues.view().audit("bounded").holds()).isTrue();
    }

    /** That cannot be told from a number that Muster gave until the queue is empty; then it can. */
    @Test
    void numberOfAnotherTaskIsFoundOutAtTheLatestWhenTheQueueIsEmpty() {
        rig.push(S, 1, 2);
        runner.ask(redis -> redis.lpush(PROC, "{\"n\":2,\"id\":\"y\"}", "{\"n\":0,\"id\":\"x\"}"));
        assertThat(Rig.claim(agent, S, 9)).hasSize(4);
        assertThat(rig.count(S, State.PENDING)).isZero();
        assertThat(rig.tally(S).pushed()).isEqualTo(4);
    }

    @Test
    void numberThatIsForgedIsFoundOutByCancelToo() {
        rig.push(S, 1, 2);
        runner.ask(redis -> redis.lpush(PROC, "{\"n\":2147483000,\"id\":\"y\"}", "{\"n\":1,\"id\":\"x\"}"));
        assertThat(rig.queues.control().cancel("bounded", S, List.of("y"))).isEqualTo(1);
        assertThat(rig.tally(S).pushed()).isEqualTo(3);
        assertThat(rig.queues.control().cancel("bounded", S, List.of())).isEqualTo(3);
        assertThat(rig.count(S, State.PENDING)).isZero();
        assertThat(rig.tally(S).pushed()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"attempt\":2147483647",
                "\"attempt\":-1",
                "\"attempt\":1.5",
                "\"failures\":2147483647",
                "\"losses\":2147483647",
                "\"losses\":99999999999999999999",
                "\"param_step\":2147483647",
                "\"n\":-5",
                "\"walltime\":\"99999999999999:00:00\"",
                "\"walltime\":\"1000000:00:00\"",
                "\"memory\":\"99999999999T\"",
            })
    void whatCannotBeIsDeadWithTheReason(String key) {
        runner.ask(redis -> redis.rpush(PROC, "{\"id\":\"x\"," + key + "}"));
        assertThat(Rig.claim(agent, S, 9)).isEmpty();
        assertThat(rig.count(S, State.DEAD)).isOne();
        TaskView dead = rig.queues.view().find("bounded", "x").orElseThrow();
        assertThat(dead.ending().last().detail().reason()).isNotBlank();
        assertThat(rig.tally(S).pushed()).isOne();
    }

    @Test
    void idThatIsTooLongIsDead() {
        runner.ask(redis -> redis.rpush(PROC, "{\"id\":\"" + "x".repeat(5_000) + "\"}"));
        assertThat(Rig.claim(agent, S, 9)).isEmpty();
        assertThat(rig.count(S, State.DEAD)).isOne();
    }
}
