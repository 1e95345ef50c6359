package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.testkit.AclLines;
import org.musterhpc.testkit.RedisServer;

/** An agent with the rights of docs/operations.md does all that agents do, needs each of them, and can do nothing else. */
class AgentRightsIT {
    private static final String AGENT = "muster-agent";
    private static final String ADMIN = "AUTH admin any";

    private final AclLines acl = AclLines.ofTheDocument();
    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start(acl.settings());
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    private RedisAddress address(String user) {
        return new RedisAddress(redis.url(), user, AclLines.password(user), null, RedisAddress.DEFAULT_PREFIX);
    }

    @Test
    void everyRightIsEnoughAndNoneIsTooMuch() {
        Stage first = Rig.stage("first", null, List.of(new Follower("second", true)));
        Stage second = Rig.stage("second", new After("first", true), List.of(new Follower("third", false)));
        Stage third = Rig.stage("third", new After("second", false), List.of());
        try (Rig rig = new Rig(address("muster"), "rights", first, second, third)) {
            rig.push("first", 1, 20);
            rig.push("second", 1, 2);
            rig.push("third", 1, 2);
            for (String stage : List.of("first", "second", "third")) {
                rig.queues.intake().seal("rights", stage);
            }
            redis.ask(ADMIN, "CONFIG RESETSTAT", "SCRIPT FLUSH");
            try (Queues queues = Queues.connect(address(AGENT), () -> Long.toString(rig.time.get()), Script.texts());
                    WorkQueue agent = queues.work("rights", Rig.agentInfo("a"), Rig.GRACE);
                    Queues real = Queues.connect(address(AGENT))) {
                everything(rig, agent);
                queues.view().overview("rights"); // for whether there is anything that fits
                // Of Redis' own clock, as agents ask it.
                try (WorkQueue sweeper = real.work("rights")) {
                    assertThat(sweeper.lapsed(1)).isEmpty();
                }
            }
            Set<String> unused = new TreeSet<>(acl.commands(AGENT));
            unused.removeAll(said());
            assertThat(unused).as("rights that were not used").isEmpty();
        }
    }

    @Test
    void queuesUnderNamesNeedTheKeysThatTheDocumentNamesAndNoOthers() {
        Campaign named = new Campaign("named", "d", "me", Instant.EPOCH, List.of(Rig.stage("only")))
                .withQueues(new QueueNames("todo", "doing", "over"));
        assertThatThrownBy(() -> new Rig(address("muster"), Script.texts(), named).close())
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("NOPERM");
        redis.ask(
                ADMIN,
                "ACL SETUSER muster ~todo ~doing ~over ~todo:muster ~doing:muster ~over:muster",
                "ACL SETUSER muster-agent ~todo ~doing ~over",
                "ACL SETUSER popper on >popper resetkeys ~over -@all +blpop");
        try (Rig rig = new Rig(address("muster"), Script.texts(), named)) {
            rig.push("only", 1, 2);
            try (Queues queues = Queues.connect(address(AGENT), () -> Long.toString(rig.time.get()), Script.texts());
                    WorkQueue agent = queues.work("named", Rig.agentInfo("a"), Rig.GRACE)) {
                agent.beat(Rig.agentInfo("a"), List.of());
                List<Lease> leases = Rig.claim(agent, "only", 2);
                agent.exchange(List.of(rig.finish(leases.get(0)), rig.bury(leases.get(1))), List.of());
            }
            assertThat(redis.ask("AUTH popper popper", "BLPOP over 1")).contains("DONE");
            rig.queues.control().purge("named");
            assertThat(redis.ask(ADMIN, "EXISTS todo doing over todo:muster doing:muster over:muster"))
                    .contains("0");
        }
    }

    /** What its agents, and whoever starts them or sends to it, say of a pool. */
    @ParameterizedTest
    @ValueSource(strings = {AGENT, "muster"})
    void rightsAreEnoughForAPool(String user) {
        try (Queues queues = Queues.connect(address(user));
                Pool pool = queues.pool("lab")) {
            pool.enter("a");
            pool.beat(new Pool.Member(
                    "me",
                    new Pool.Member.Site("host", 1, "", "1"),
                    1,
                    0,
                    List.of(),
                    "",
                    pool.now(),
                    Duration.ofSeconds(30)));
            assertThat(pool.tend("me", Duration.ofSeconds(5))).isTrue();
            Pool.Demand demand = new Pool.Demand("a", 0, 1, 1, 0);
            pool.publish(List.of(demand), Duration.ofMinutes(5));
            assertThat(pool.demand()).containsExactly(demand);
            pool.ring("a", 1);
            if (user.equals(AGENT)) { // only agents wait
                assertThat(pool.awaitBell(Duration.ofMinutes(1))).contains("a");
            }
            assertThat(pool.campaigns()).containsExactly("a");
            assertThat(pool.members()).hasSize(1);
            pool.order(new Pool.Order("owner", Pool.Farewell.STAY, 1, 2));
            pool.tell(List.of("me"), Pool.Farewell.REPLACE);
            assertThat(pool.farewell("me")).isEqualTo(Pool.Farewell.REPLACE);
            assertThat(pool.mayLeave("me")).isFalse();
            pool.gone(List.of("me"));
            pool.explain("why");
            assertThat(pool.explained()).isEqualTo("why");
            pool.forget(List.of("me"));
            pool.remove("a");
            assertThat(pool.campaigns()).isEmpty();
        }
    }

    private static void everything(Rig rig, WorkQueue agent) {
        agent.beat(Rig.agentInfo("a"), List.of());
        rig.report(agent, Rig.giveBack(take(agent, 20)));
        List<Lease> leases = Rig.claim(agent, "first", 20);
        agent.beat(Rig.agentInfo("a"), leases);
        List<Report> reports = List.of(
                rig.retry(leases.get(0), Duration.ofSeconds(5)), rig.bury(leases.get(1)), Rig.giveBack(leases.get(2)));
        agent.exchange(reports, List.of());
        rig.report(agent, rig.retry(take(agent, leases.get(0).message().n()), Duration.ofSeconds(5)));
        agent.exchange(List.of(rig.bury(leases.get(1)), rig.finish(leases.get(0))), List.of());
        agent.exchange(List.of(rig.finish(leases.get(4))), List.of());
        agent.exchange(List.of(rig.finish(leases.get(4))), List.of()); // its answer was lost
        assertThat(agent.heldBy(Set.of("a"))).hasSize(16);
        agent.release(List.of(rig.retry(leases.get(3), Duration.ZERO)));
        rig.pass(Rig.LEASE.plusSeconds(1));
        agent.lapsed(100).forEach(lapsed -> agent.lapse(List.of(rig.retry(lapsed.lease(), Duration.ZERO))));
        for (String stage : List.of("first", "second", "third")) {
            for (int left = 1; left > 0; ) {
                rig.pass(Duration.ofSeconds(11));
                agent.beat(Rig.agentInfo("a"), List.of());
                List<Lease> some = Rig.claim(agent, stage, 50);
                agent.exchange(some.stream().<Report>map(rig::finish).toList(), List.of());
                left = some.size();
            }
            // The one that was buried would hold up the stages behind it.
            rig.queues.control().requeue("rights", stage, List.of(), false);
            List<Lease> last = Rig.claim(agent, stage, 50);
            agent.exchange(last.stream().<Report>map(rig::finish).toList(), List.of());
        }
        agent.tend(Duration.ofSeconds(1));
        agent.ringBell();
        assertThat(agent.awaitBell(Duration.ofSeconds(1))).isTrue();
        assertThat(agent.exchange(List.of(), List.of(new Want("third", 1))).mood())
                .isEqualTo(WorkQueue.Mood.COMPLETE);
        agent.agents();
        agent.forget(List.of("nobody"));
        agent.leave(Rig.agentInfo("a"));
    }

    private static Lease take(WorkQueue agent, long n) {
        Want named = Want.of("first", Message.numberedId("first", n));
        return agent.exchange(List.of(), List.of(named)).leases().get(0);
    }

    /** The commands that the server has run since it was told to forget, within scripts as well. */
    private Set<String> said() {
        Set<String> said = new TreeSet<>();
        var line = Pattern.compile("cmdstat_([^:]+):calls=[1-9]").matcher(redis.ask(ADMIN, "INFO commandstats"));
        while (line.find()) {
            said.add(line.group(1));
        }
        return said;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLUSHALL",
                "CONFIG SET appendonly no",
                "CONFIG GET requirepass",
                "ACL LIST",
                "KEYS *",
                "SCAN 0",
                "SHUTDOWN NOSAVE",
                "SCRIPT FLUSH",
                "UNLINK muster:{c}:campaign",
                "HGET other:{c}:campaign digest",
                "ZADD muster:campaigns 1 c",
                "MONITOR",
                "PUBLISH c x",
            })
    void whatAgentsHaveNoBusinessWithIsForbidden(String command) {
        assertThat(redis.ask("AUTH " + AGENT + " " + AclLines.password(AGENT), command))
                .startsWith("-NOPERM");
        assertThat(redis.ask(ADMIN, "PING")).isEqualTo("PONG");
    }

    @Test
    void agentCanMakeNoCampaignAndIsToldWhereTheRightsStand() {
        try (Queues queues = Queues.connect(address(AGENT))) {
            assertThatThrownBy(() -> queues.view().campaigns())
                    .isInstanceOfSatisfying(
                            QueueUnavailableException.class,
                            e -> assertThat(e.advice()).contains("docs/operations.md"));
        }
    }
}
