package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Flaw;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** The index by expiry is lost, or has what it should not: whoever looks for lapsed leases mends it. */
class LostExpiryIT {
    private static final String NAME = "unindexed";
    private static final String EXPIRY = "muster:{unindexed}:first:expiry";

    private Rig rig;
    private WorkQueue agent;
    private ScriptRunner runner;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), NAME, Rig.stage("first"));
        agent = rig.agent("a");
        runner = TestServer.runner();
    }

    @AfterEach
    void close() {
        rig.queues.control().purge(NAME);
        rig.close();
        runner.close();
    }

    private List<Flaw.Kind> wrong() {
        return rig.queues.view().audit(NAME).flaws().stream()
                .map(Flaw::kind)
                .filter(kind -> kind.remedy() != Flaw.Remedy.NONE)
                .toList();
    }

    @Test
    void whatADeadAgentHeldIsTakenBackAfterALease() {
        rig.push("first", 1, 3000);
        agent.beat(Rig.agentInfo("a"), List.of());
        List<Lease> held = Rig.claim(agent, "first", 1000);
        held = List.of(held, Rig.claim(agent, "first", 1000), Rig.claim(agent, "first", 500)).stream()
                .flatMap(List::stream)
                .toList();
        runner.ask(redis -> redis.del(EXPIRY));
        assertThat(wrong()).containsExactly(Flaw.Kind.NO_LEASE);

        for (int i = 0; i < 3; i++) {
            assertThat(agent.lapsed(5000)).isEmpty();
        }
        assertThat(wrong()).isEmpty();
        rig.pass(Rig.LEASE.minusMillis(1));
        assertThat(agent.lapsed(5000)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(agent.lapsed(5000)).hasSameSizeAs(held).allMatch(lapsed -> !lapsed.walltimeOver());
    }

    @Test
    void whoeverLivesKeepsWhatItHolds() {
        rig.push("first", 1, 2);
        List<Lease> held = Rig.claim(agent, "first", 2);
        rig.pass(Duration.ofMinutes(2));
        agent.beat(Rig.agentInfo("a"), held);
        runner.ask(redis -> redis.zrem(EXPIRY, "first/000001"));
        assertThat(agent.lapsed(9)).isEmpty();
        rig.pass(Rig.LEASE.minusMillis(1));
        assertThat(agent.lapsed(9)).isEmpty();
        assertThat(agent.beat(Rig.agentInfo("a"), held).lost()).isEmpty();
        rig.pass(Rig.LEASE.minusMillis(1));
        assertThat(agent.lapsed(9)).isEmpty();
    }

    @Test
    void theDeadlineIsTheEndAllTheSame() {
        rig.push("first", 1, 1);
        Rig.claim(agent, "first", 1);
        rig.pass(Rig.WALLTIME.minusSeconds(1));
        agent.beat(Rig.agentInfo("a"), List.of());
        runner.ask(redis -> redis.del(EXPIRY));
        agent.lapsed(9);
        rig.pass(Rig.GRACE);
        assertThat(agent.lapsed(9)).isEmpty();
        rig.pass(Duration.ofSeconds(1));
        assertThat(agent.lapsed(9)).singleElement().matches(Lapsed::walltimeOver);
    }

    @Test
    void whatIsNotInFlightLosesItsLease() {
        rig.push("first", 1, 1);
        Rig.claim(agent, "first", 1);
        runner.ask(redis -> redis.zadd(EXPIRY, Map.of("first/ghost", 1.0)));
        assertThat(wrong()).containsExactly(Flaw.Kind.STRAY_LEASE);
        assertThat(agent.lapsed(9)).isEmpty();
        assertThat(wrong()).isEmpty();
        assertThat(rig.count("first", State.WORKING)).isOne();
    }
}
