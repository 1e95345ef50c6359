package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Demand;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.Pool.Order;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;

/** What the agents of a pool share, on a real Redis. */
class PoolIT {
    private RedisServer redis;
    private Queues queues;
    private Pool pool;

    @BeforeEach
    void setUp() {
        redis = RedisServer.start();
        queues = Queues.connect(new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX));
        pool = queues.pool("lab");
    }

    @AfterEach
    void tearDown() {
        pool.close();
        queues.close();
        redis.close();
    }

    @Test
    void campaignsComeAndGo() {
        assertThat(pool.campaigns()).isEmpty();
        pool.enter("b");
        pool.enter("a");
        pool.enter("b");
        assertThat(pool.campaigns()).containsExactly("a", "b");
        pool.remove("b");
        pool.remove("b");
        assertThat(pool.campaigns()).containsExactly("a");
    }

    @Test
    void whoWaitsHearsOfWhichCampaignThereIsWork() {
        CompletableFuture<Optional<String>> heard =
                CompletableFuture.supplyAsync(() -> pool.awaitBell(Duration.ofSeconds(60)));
        pool.ring("a", 1);
        assertThat(heard.join()).contains("a");
        assertThat(pool.awaitBell(Duration.ofMillis(10))).isEmpty();
    }

    @Test
    void atTheMostAsManyAreWokenAsThereAreTasks() {
        pool.ring("a", 0);
        assertThat(pool.awaitBell(Duration.ofMillis(10))).isEmpty();
        pool.ring("a", 2);
        pool.ring("b", 1_000_000);
        assertThat(redis.ask("LLEN muster:{pool:lab}:bell")).isEqualTo("64");
        assertThat(pool.awaitBell(Duration.ofSeconds(1))).contains("a");
    }

    @Test
    void oneAgentTends() {
        pool.beat(member("one", Instant.EPOCH, ""));
        assertThat(pool.tend("one", Duration.ofSeconds(60))).isTrue();
        assertThat(pool.tend("two", Duration.ofSeconds(60))).isFalse();
        assertThat(pool.tend("one", Duration.ofMillis(1))).isTrue();
        await().until(() -> pool.tend("two", Duration.ofSeconds(60)));
    }

    @Test
    void demandIsBelievedForAWhile() {
        Demand demand = new Demand("a", 3, 12, 4, 7);
        pool.publish(List.of(demand), Duration.ofSeconds(60));
        assertThat(pool.demand()).containsExactly(demand);
        pool.publish(List.of(demand), Duration.ofMillis(1));
        await().until(() -> pool.demand().isEmpty());
    }

    @Test
    void membersAreAsTheySaid() {
        Instant now = pool.now();
        Member member = member("one", now, "no room on /scratch");
        pool.beat(member);
        pool.beat(member("two", now.minusSeconds(100), ""));
        assertThat(pool.members()).extracting(Member::name).containsExactly("one", "two");
        Member read = pool.members().get(0);
        assertThat(read.seen().toEpochMilli()).isEqualTo(now.toEpochMilli());
        assertThat(read.campaigns()).containsExactly("a", "b");
        assertThat(read.problem()).isEqualTo("no room on /scratch");
        assertThat(read.site()).isEqualTo(member.site());
        assertThat(read.alive(pool.now())).isTrue();
        assertThat(pool.members().get(1).alive(pool.now())).isFalse();
        pool.forget(List.of("one", "two"));
        pool.forget(List.of());
        assertThat(pool.members()).isEmpty();
    }

    @Test
    void garbageIsNothing() {
        pool.beat(member("one", pool.now(), ""));
        redis.ask(
                "HSET muster:{pool:lab}:agents x rubbish y {} z {\"seen\":99999999999999999999} w {\"seen\":9223372036854775807,\"lease\":30000,\"slots\":-5}");
        assertThat(pool.members()).extracting(Member::name).contains("one").doesNotContain("x", "y", "z");
        assertThat(pool.members()).allMatch(member -> member.slots() >= 0);
        assertThat(pool.members().stream().filter(member -> member.alive(pool.now())))
                .extracting(Member::name)
                .containsExactly("one");
        redis.ask("HSET muster:{pool:lab}:campaigns ../../etc 1 a/b 1 ok 1");
        assertThat(pool.campaigns()).containsExactly("ok");
        pool.ring("../../etc", 1);
        assertThat(pool.awaitBell(Duration.ofSeconds(1))).isEmpty();
        redis.ask("SET muster:{pool:lab}:demand rubbish");
        assertThat(pool.demand()).isEmpty();
        pool.publish(List.of(new Demand("a", 0, -1, -3, 0)), Duration.ofSeconds(60));
        assertThat(pool.demand()).containsExactly(new Demand("a", 0, 0, 1, 0));
        redis.ask("DEL muster:{pool:lab}:demand");
        redis.ask("HSET muster:{pool:lab}:demand a b");
        assertThat(pool.demand()).isEmpty();
    }

    @Test
    void ordersAreReadAndWhatAgentsWereToldIsVoidWhereItRunsAgain() {
        assertThat(pool.order()).isNull();
        assertThat(pool.farewell("one")).isEqualTo(Farewell.STAY);
        pool.order(new Order("me", Farewell.DRAIN, 1, 3));
        assertThat(pool.order()).isEqualTo(new Order("me", Farewell.DRAIN, 1, 3));
        assertThat(pool.farewell("one")).isEqualTo(Farewell.DRAIN);
        pool.order(new Order("me", Farewell.STAY, 1, 3));
        assertThat(pool.farewell("one")).isEqualTo(Farewell.STAY);
        pool.tell(List.of("one"), Farewell.REPLACE);
        pool.tell(List.of("two"), Farewell.DRAIN);
        assertThat(pool.farewell("two")).isEqualTo(Farewell.DRAIN);
        assertThat(pool.told()).isEqualTo(Map.of("one", Farewell.REPLACE, "two", Farewell.DRAIN));
        pool.gone(List.of("one", "two"));
        assertThat(pool.told()).isEmpty();
        redis.ask("HSET muster:{pool:lab}:leave x rubbish");
        redis.ask("HSET muster:{pool:lab}:campaign min -5");
        assertThat(pool.farewell("x")).isEqualTo(Farewell.STAY);
        assertThat(pool.order()).isNull();
        pool.explain("why");
        assertThat(pool.explained()).isEqualTo("why");
    }

    @Test
    void idleOnesMayLeaveOneAfterTheOtherDownToMin() {
        pool.order(new Order("me", Farewell.STAY, 1, 3));
        for (String name : List.of("one", "two", "three")) {
            pool.beat(member(name, pool.now(), ""));
        }
        assertThat(pool.mayLeave("one")).isTrue();
        pool.tell(List.of("three"), Farewell.DRAIN);
        assertThat(pool.mayLeave("two")).as("three leaves").isFalse();
        assertThat(pool.members()).extracting(Member::name).containsExactly("three", "two");
        pool.order(new Order("me", Farewell.STAY, 0, 3));
        assertThat(pool.mayLeave("two")).isTrue();
    }

    /** The records of its arrays are kept as a campaign's are. */
    @Test
    void whoStartedItHasTheWatchOfTheLedger() {
        assertThat(queues.ledger().watch("pool:lab", "lab", "me", Duration.ofSeconds(60)))
                .as("nobody started it")
                .isFalse();
        pool.order(new Order("me", Farewell.STAY, 0, 3));
        assertThat(queues.ledger().watch("pool:lab", "lab", "me", Duration.ofSeconds(60)))
                .isTrue();
        assertThat(queues.ledger().watch("pool:lab", "lab", "other", Duration.ofSeconds(60)))
                .isFalse();
        assertThat(queues.ledger().watched("pool:lab", "lab")).isTrue();
    }

    @Test
    void itsKeysAreNoCampaigns() {
        pool.enter("a");
        pool.beat(member("one", pool.now(), ""));
        assertThat(queues.view().campaigns()).isEmpty();
        assertThat(queues.view().campaign("pool:lab")).isEmpty();
    }

    private static Member member(String name, Instant seen, String problem) {
        return new Member(
                name,
                new Member.Site("node1", 17, "", "0.4"),
                8,
                3,
                List.of("a", "b"),
                problem,
                seen,
                Duration.ofSeconds(30));
    }
}
