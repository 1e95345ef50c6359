package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** What other programs put on the processing queue. */
class ForeignMessagesIT {
    private static final String S = "match";
    private Rig rig;
    private ScriptRunner runner;
    private WorkQueue agent;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "foreign", Rig.stage(S));
        runner = TestServer.runner();
        agent = rig.agent("a");
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("foreign");
        runner.close();
        rig.close();
    }

    private void rpush(String... bodies) {
        runner.ask(redis -> redis.rpush("muster:{foreign}:match:proc", bodies));
    }

    @Test
    void foreignMessageIsShownThenCountedThenRun() {
        rig.push(S, 1, 1);
        rpush("{\"id\":\"mine\",\"params\":{\"image\":\"a.png\"},\"colour\":[],\"walltime\":\"00:00:30\"}");
        assertThat(rig.tally(S).foreign()).isEqualTo(1);
        assertThat(rig.tally(S).pushed()).isEqualTo(1);

        List<Lease> leases = Rig.claim(agent, S, 5);
        assertThat(leases).extracting(Lease::id).containsExactly("match/000001", "mine");
        assertThat(leases.get(1).walltime()).hasSeconds(30);
        assertThat(leases.get(1).message().extra()).hasToString("{\"colour\":[]}");
        assertThat(rig.tally(S).foreign()).isZero();
        assertThat(rig.tally(S).pushed()).isEqualTo(2);
        assertThat(rig.report(agent, rig.finish(leases.get(1)))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.count(S, State.DONE)).isEqualTo(1);
    }

    @Test
    void foreignMessageIsCountedOnceHoweverOftenItIsGivenBackAndRetried() {
        rpush("{\"id\":\"mine\"}");
        Lease lease = rig.claimOne(agent, S);
        rig.report(agent, Rig.giveBack(lease));
        lease = rig.claimOne(agent, S);
        rig.report(agent, rig.retry(lease, java.time.Duration.ZERO));
        lease = rig.claimOne(agent, S);
        assertThat(lease.attempt()).isEqualTo(2);
        assertThat(rig.tally(S).pushed()).isEqualTo(1);
        assertThat(rig.tally(S).foreign()).isZero();
    }

    @Test
    void messageWithoutIdIsGivenOne() {
        rpush("{\"params\":{\"a\":1}}", "{\"params\":{\"a\":2}}");
        List<Lease> leases = Rig.claim(agent, S, 5);
        assertThat(leases).extracting(Lease::id).doesNotHaveDuplicates().allMatch(id -> id.startsWith("match/f"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "",
                "[1,2]",
                "\"text\"",
                "{\"id\":5}",
                "{\"id\":\"x\",\"params\":7}",
                "{\"id\":\"x\",\"params\":[1]}",
                "{\"id\":\"x\",\"walltime\":\"soon\"}",
                "{\"id\":\"x\",\"walltime\":90}",
                "{\"id\":\"x\",\"walltime\":\"00:00:00\"}",
                "{\"id\":\"x\",\"params\":{\"a\":NaN}}",
                "{\"id\":\"x\",\"v\":2}",
                "{\"id\":\"x\",\"params\":{\"a\":1E+100000000017}}",
                "{\"id\":\"x\",\"attempt\":-1}",
                "{\"id\":\"x\",\"command\":{}}",
                "{\"id\":\"x\"} trailing",
                "{\"n\":1,\"id\":\"x\",\"params\":oops}",
            })
    void messageThatCannotBeReadIsDeadWithTheReason(String body) {
        rpush(body);
        // One claim meets it; the second shows that it does not come again.
        assertThat(Rig.claim(agent, S, 5)).isEmpty();
        assertThat(Rig.claim(agent, S, 5)).isEmpty();
        assertThat(rig.count(S, State.DEAD)).isEqualTo(1);
        rig.queues.view().endings("foreign", S, ending -> {
            assertThat(ending.last().outcome()).isEqualTo(Outcome.BAD_MESSAGE);
            assertThat(ending.last().detail().reason()).isNotBlank();
        });
        assertThat(rig.queues.control().requeue("foreign", S, List.of(), true).unreadable())
                .isEqualTo(1);
    }

    @Test
    void secondMessageWithAnIdIsDeadAndTheFirstGoesOn() {
        rig.push(S, 1, 2);
        String copy = runner.ask(redis -> redis.lindex("muster:{foreign}:match:proc", 0));
        rpush(copy);
        List<Lease> leases = Rig.claim(agent, S, 9);
        assertThat(leases).extracting(Lease::id).containsExactly("match/000001", "match/000002");
        assertThat(rig.count(S, State.DEAD)).isEqualTo(1);
        rig.report(agent, rig.finish(leases.get(0)));
        rpush("{\"id\":\"match/000001\"}");
        assertThat(Rig.claim(agent, S, 9)).isEmpty();
        assertThat(rig.count(S, State.DEAD)).isEqualTo(2);
        assertThat(rig.count(S, State.DONE)).isEqualTo(1);
        Ending[] dead = new Ending[1];
        rig.queues.view().endings("foreign", S, ending -> dead[0] = ending);
        assertThat(dead[0].last().detail().reason()).contains("match/000001");
    }

    @Test
    void neitherOfTwoTasksWithAnIdIsLostWhenBothAreCancelled() {
        rig.push(S, 1, 2);
        List<Lease> leases = Rig.claim(agent, S, 2);
        rig.report(agent, rig.bury(leases.get(1)));
        rpush("{\"id\":\"match/000001\"}", "{\"id\":\"match/000002\"}");
        assertThat(rig.queues.control().cancel("foreign", S, List.of())).isEqualTo(3);
        assertThat(rig.queues.control().cancel("foreign", S, List.of("match/000002")))
                .isEqualTo(1);
        assertThat(rig.count(S, State.CANCELLED)).isEqualTo(4);
        assertThat(rig.tally(S).pushed()).isEqualTo(4);
    }

    @Test
    void messagesThatSomebodyTookOffTheQueueAreMissed() {
        rig.push(S, 1, 3);
        runner.ask(redis -> redis.lpop("muster:{foreign}:match:proc"));
        assertThat(rig.overview().stages().get(S).holds()).isFalse();
        assertThat(rig.queues.view().audit("foreign").missing()).hasSize(1);
    }
}
