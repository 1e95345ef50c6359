package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueNameException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.testkit.ClusterSite;
import org.musterhpc.testkit.RedisServer;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Campaigns in a Redis Cluster: each in one slot, which may move while it runs. */
class ClusterIT {
    private static ClusterSite site;
    private static RedisAddress address;

    @BeforeAll
    static void start() {
        site = ClusterSite.start();
        address = new RedisAddress(site.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static Rig rig(String name) {
        return new Rig(
                address,
                name,
                Rig.stage("first", null, List.of(new Follower("second", false))),
                Rig.stage("second", new After("first", false), List.of(new Follower("third", true))),
                Rig.stage("third", new After("second", true), List.of()));
    }

    private static int slot(String campaign) {
        return JedisClusterCRC16.getSlot(campaign);
    }

    /** Which of the three has the slot at the beginning. */
    private static RedisServer node(String campaign) {
        return site.nodes().get(slot(campaign) * 3 / 16_384);
    }

    private static void send(Rig rig) {
        for (String stage : List.of("first", "second", "third")) {
            rig.push(stage, 1, 10);
            rig.queues.intake().seal(rig.campaign.name(), stage);
        }
    }

    private static void work(Rig rig, WorkQueue agent, String stage) {
        List<Lease> leases = Rig.claim(agent, stage, 10);
        assertThat(leases).hasSize(10);
        assertThat(agent.beat(Rig.agentInfo("a"), leases).lost()).isEmpty();
        agent.exchange(leases.stream().<Report>map(rig::finish).toList(), List.of());
        assertThat(rig.count(stage, State.DONE)).isEqualTo(10);
    }

    @Test
    void queuesUnderNamesAreInTheSlotOfTheirCampaignOrRefused() {
        Campaign plain = new Campaign("named", "d", "me", Instant.EPOCH, List.of(Rig.stage("only")));
        assertThatThrownBy(() ->
                        new Rig(address, Script.texts(), plain.withQueues(new QueueNames("todo", null, null))).close())
                .isInstanceOf(QueueNameException.class)
                .hasMessageContaining("the queue todo is in another slot")
                .satisfies(e -> assertThat(((QueueNameException) e).advice()).contains("such as todo:{campaign}"));
        QueueNames names = new QueueNames("todo:{campaign}", "doing:{campaign}", "over:{campaign}").of("named");
        try (Rig rig = new Rig(address, Script.texts(), plain.withQueues(names))) {
            rig.push("only", 1, 10);
            work(rig, rig.agent("a"), "only");
            try (ScriptRunner runner = TestServer.runner(address)) {
                long told = runner.ask(redis -> redis.llen("over:{named}"));
                assertThat(told).isEqualTo(10);
            }
            rig.queues.control().purge("named");
        }
    }

    @Test
    void campaignsOnAllNodesRunToTheirEndAndAreListed() {
        List<String> names =
                IntStream.range(0, 12).mapToObj(n -> "campaign-" + n).toList();
        assertThat(names.stream().map(ClusterIT::node).collect(Collectors.toSet()))
                .hasSize(3);
        for (String name : names) {
            try (Rig rig = rig(name)) {
                send(rig);
                WorkQueue agent = rig.agent("a");
                for (String stage : List.of("first", "second", "third")) {
                    work(rig, agent, stage);
                }
                assertThat(rig.queues.view().audit(name).missing()).isEmpty();
            }
        }
        try (Queues queues = Queues.connect(address)) {
            assertThat(queues.view().campaigns()).containsAll(names);
            assertThat(queues.view().now()).isNotNull();
            assertThat(queues.servers()).hasSize(3);
            names.forEach(queues.control()::purge);
            assertThat(queues.view().campaigns()).doesNotContainAnyElementsOf(names);
        }
        assertThat(site.nodes())
                .allSatisfy(node -> assertThat(node.ask("KEYS *campaign-*")).isEmpty());
    }

    @Test
    void agentIsConnectedToTheNodeOfItsCampaignAlone() {
        try (Rig rig = rig("lonely")) {
            send(rig);
            try (Queues queues = Queues.connect(address);
                    WorkQueue agent = queues.work("lonely", Rig.agentInfo("a"), Rig.GRACE)) {
                Rig.claim(agent, "first", 1);
                agent.beat(Rig.agentInfo("a"), List.of());
                String before = clients(node("lonely"));
                assertThat(before.lines().filter(line -> line.contains("cmd=evalsha")))
                        .isNotEmpty();
            }
            Set<RedisServer> others =
                    site.nodes().stream().filter(node -> node != node("lonely")).collect(Collectors.toSet());
            // Of us: the listing and the scripts at the start; none of the work.
            assertThat(others).allSatisfy(node -> assertThat(clients(node)).doesNotContain("cmd=evalsha"));
        }
    }

    private static String clients(RedisServer node) {
        return node.ask("CLIENT LIST");
    }

    @Test
    void slotThatMovesTakesItsCampaignAlong() {
        String name = "moving";
        RedisServer from = node(name);
        RedisServer to =
                site.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
        try (Rig rig = rig(name)) {
            send(rig);
            WorkQueue agent = rig.agent("a");
            work(rig, agent, "first");
            site.move(slot(name), from, to);
            assertThat(to.ask("EXISTS muster:{moving}:campaign")).isEqualTo("1");
            work(rig, agent, "second");
            site.move(slot(name), to, from);
            work(rig, agent, "third");
            assertThat(rig.queues.view().audit(name).missing()).isEmpty();
        }
    }

    @Test
    void nodeThatIsNamedAsASingleServerIsSaid() {
        String other = IntStream.range(0, 100)
                .mapToObj(n -> "c" + n)
                .filter(name -> node(name) != site.nodes().get(0))
                .findFirst()
                .orElseThrow();
        RedisAddress single =
                new RedisAddress(site.nodes().get(0).url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
        try (Queues queues = Queues.connect(single)) {
            assertThatThrownBy(() -> queues.view().campaign(other))
                    .isInstanceOfSatisfying(
                            QueueUnavailableException.class,
                            e -> assertThat(e.advice()).contains("redis-cluster://"));
        }
    }
}
