package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.RedisVersion;

/** What servers say where they cannot do it now: each version words it otherwise, and each time nothing was changed. */
@ParameterizedClass
@EnumSource(RedisVersion.class)
class RefusalsIT {
    private static final String S = "match";
    private final RedisServer server;
    private Rig rig;
    private WorkQueue agent;
    private Lease held;

    RefusalsIT(RedisVersion version) {
        // Redis 7 and Valkey do not let the folder be changed otherwise; 6.2 does not know the word.
        this.server =
                version == RedisVersion.REDIS_6_2 ? version.start() : version.start("enable-protected-configs yes");
    }

    @BeforeEach
    void open() {
        rig = new Rig(address(), "refusals", Rig.stage(S));
        agent = rig.agent("a");
        rig.push(S, 1, 100);
        held = rig.claimOne(agent, S);
    }

    private RedisAddress address() {
        return new RedisAddress(server.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    /** Each of an agent's calls says so, in the server's own words, and none has changed anything. */
    private void refused(String words) {
        List<ThrowingCallable> calls = List.of(
                () -> agent.exchange(List.of(rig.finish(held)), List.of(new Want(S, 10))),
                () -> agent.exchange(List.of(), List.of(new Want(S, 10))),
                () -> agent.exchange(List.of(rig.finish(held)), List.of()),
                () -> agent.beat(Rig.agentInfo("a"), List.of(held)));
        for (ThrowingCallable call : calls) {
            QueueUnavailableException why = catchThrowableOfType(QueueUnavailableException.class, call);
            assertThat(why).isNotNull();
            assertThat(why.getMessage()).contains("refuses: " + words).doesNotContain("user_script");
        }
    }

    private void nothingWasChangedAndAllGoesOn() {
        assertThat(rig.count(S, State.WORKING)).isEqualTo(1);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(99);
        Exchange exchange = agent.exchange(List.of(rig.finish(held)), List.of(new Want(S, 10)));
        assertThat(exchange.answers()).containsExactly(Answer.ACCEPTED);
        assertThat(exchange.leases()).hasSize(10);
        assertThat(agent.beat(Rig.agentInfo("a"), exchange.leases()).lost()).isEmpty();
    }

    @Test
    void serverThatIsFullTakesNothingOffTheQueue() {
        server.ask("CONFIG SET maxmemory 1");
        refused("OOM command not allowed");
        server.ask("CONFIG SET maxmemory 0");
        nothingWasChangedAndAllGoesOn();
    }

    @Test
    void primaryThatBecameAReplicaRefuses() {
        server.ask("REPLICAOF 127.0.0.1 1");
        refused("READONLY");
        server.ask("REPLICAOF NO ONE");
        nothingWasChangedAndAllGoesOn();
    }

    @Test
    void replicaThatHasLostItsPrimaryRefuses() {
        server.ask("REPLICAOF 127.0.0.1 1", "CONFIG SET replica-serve-stale-data no");
        refused("MASTERDOWN");
        server.ask("REPLICAOF NO ONE");
        nothingWasChangedAndAllGoesOn();
    }

    @Test
    void serverWithTooFewReplicasRefuses() {
        server.ask("CONFIG SET min-replicas-to-write 1");
        refused("NOREPLICAS");
        server.ask("CONFIG SET min-replicas-to-write 0");
        nothingWasChangedAndAllGoesOn();
    }

    @Test
    void serverThatCannotSaveRefuses() {
        // There is no writing in /proc.
        assertThat(server.ask("CONFIG SET dir /proc")).isEqualTo("OK");
        assertThat(server.ask("CONFIG SET save \"900 1\"")).isEqualTo("OK");
        server.ask("BGSAVE");
        await().until(() -> server.ask("INFO persistence").contains("rdb_last_bgsave_status:err"));
        refused("MISCONF");
        server.ask("CONFIG SET save \"\"", "CONFIG SET dir " + server.folder());
        nothingWasChangedAndAllGoesOn();
    }

    @Test
    void userWithoutARightRefusesAndNamesWhatToDo() {
        server.ask("ACL SETUSER default -hset");
        QueueUnavailableException why = catchThrowableOfType(
                QueueUnavailableException.class, () -> agent.beat(Rig.agentInfo("a"), List.of(held)));
        assertThat(why.advice()).contains("docs/operations.md");
        why = catchThrowableOfType(
                QueueUnavailableException.class, () -> agent.exchange(List.of(), List.of(new Want(S, 10))));
        assertThat(why.advice()).contains("docs/operations.md");
        server.ask("ACL SETUSER default +hset");
        nothingWasChangedAndAllGoesOn();
    }

    @Test
    void serverThatWantsAPasswordRefuses() {
        server.ask("CONFIG SET requirepass secret");
        QueueUnavailableException why =
                catchThrowableOfType(QueueUnavailableException.class, () -> Queues.connect(address()));
        assertThat(why.getMessage()).contains("NOAUTH");
    }

    @Test
    void serverThatIsBusyWithAScriptRefuses() {
        server.ask("CONFIG SET lua-time-limit 1");
        Thread endless = new Thread(
                () -> server.ask("EVAL \"while redis.call('EXISTS', 'no') == 0 do end\" 0"), "endless script");
        // It is killed, and so is its connection's wait for an answer where the test ends before.
        endless.setUncaughtExceptionHandler((thread, ended) -> assertThat(ended).isNotNull());
        endless.start();
        await().until(() -> server.ask("PING").startsWith("-BUSY"));
        refused("BUSY");
        server.ask("SCRIPT KILL");
        await().until(() -> server.ask("PING").equals("PONG"));
        nothingWasChangedAndAllGoesOn();
    }

    /** The completed queue cannot be written to, whatever the reason; claims can. */
    @Test
    void reportThatIsRefusedDoesNotCostTheClaimsBesideIt() {
        Keys keys = new Keys(RedisAddress.DEFAULT_PREFIX, "refusals");
        server.ask("SET " + keys.done(S) + " x");
        List<Report> reports = List.of(rig.finish(held));
        Exchange exchange = agent.exchange(reports, List.of(new Want(S, 10)));
        assertThat(exchange.answers()).containsExactly(Answer.REFUSED);
        assertThat(exchange.leases()).hasSize(10);
        assertThat(exchange.refusal()).hasMessageContaining("WRONGTYPE");
        assertThat(rig.count(S, State.WORKING)).isEqualTo(11);
        server.ask("DEL " + keys.done(S));
        exchange = agent.exchange(reports, List.of());
        assertThat(exchange.answers()).containsExactly(Answer.ACCEPTED);
        assertThat(exchange.refusal()).isNull();
    }

    @Test
    void claimThatIsRefusedDoesNotCostTheReportsBesideIt() {
        Keys keys = new Keys(RedisAddress.DEFAULT_PREFIX, "refusals");
        server.ask("RENAME " + keys.dead(S) + " aside", "SET " + keys.dead(S) + " x");
        Exchange exchange = agent.exchange(List.of(rig.finish(held)), List.of(new Want(S, 10)));
        assertThat(exchange.answers()).containsExactly(Answer.ACCEPTED);
        assertThat(exchange.leases()).isEmpty();
        assertThat(exchange.refusal()).hasMessageContaining(keys.dead(S) + " is no hash");
        server.ask("DEL " + keys.dead(S));
        assertThat(rig.count(S, State.PENDING)).isEqualTo(99);
    }
}
