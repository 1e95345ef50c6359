package org.musterhpc.queue.redis.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.params.XAddParams;

/** Whoever can write to Redis can put anything into any key. It ends no agent, blinds no command, and keeps no task from running. */
class GarbageIT {
    private static final String S = "match";
    private static final int TASKS = 12;
    private static final Keys KEYS = new Keys(RedisAddress.DEFAULT_PREFIX, "garbage");
    private Rig rig;
    private ScriptRunner runner;
    private WorkQueue agent;

    private enum Sort {
        WORDS("zz garbage"),
        NOTHING(""),
        JSON_NULL("null"),
        LIST("[1,2]"),
        EMPTY_OBJECT("{}"),
        OTHER_TYPES(
                "{\"n\":\"x\",\"id\":[],\"params\":1,\"token\":{},\"state\":5,\"last\":7,\"message\":true,\"stage\":null}"),
        BEYOND_LONG("{\"n\":99999999999999999999,\"id\":\"y\",\"token\":99999999999999999999,\"attempt\":1e400}"),
        BEYOND_MEASURE("{\"id\":\"z\",\"params\":{\"a\":1e999999999999}}"),
        NUMBER("9".repeat(60)),
        NEGATIVE("-1 -1 {\"slots\":-1}"),
        RECORD_OF_HUGE_NUMBERS("9".repeat(30) + " a " + "9".repeat(30) + " " + "9".repeat(30) + " {}"),
        ALMOST_A_RECORD("17 a 5 "),
        ALMOST_AN_ARRAY("SUBMITTED 1 2 {\"job\":\"-f --all\",\"first\":0,\"last\":2147483647}"),
        DEEP("[".repeat(5_000)),
        CONTROLS("\u0000\u001b[2J\n\r\t"),
        LARGE("{\"id\":\"large\",\"params\":{\"x\":\"" + "A".repeat(9 << 19) + "\"}}");

        private final String text;

        Sort(String text) {
            this.text = text;
        }
    }

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "garbage", Rig.stage(S), Rig.stage("other"));
        runner = TestServer.runner();
        agent = rig.agent("a");
        rig.push(S, 1, TASKS);
        rig.queues.intake().seal("garbage", S);
        List<Lease> leases = Rig.claim(agent, S, 5);
        rig.report(agent, rig.finish(leases.get(0)));
        rig.report(agent, rig.bury(leases.get(1)));
        rig.report(agent, rig.retry(leases.get(2), Duration.ofSeconds(1)));
        rig.queues.control().cancel("garbage", null, List.of(leases.get(3).id()));
        agent.beat(Rig.agentInfo("a"), List.of(leases.get(4)));
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("garbage");
        runner.ask(redis -> redis.del(KEYS.watch("c")));
        runner.close();
        rig.close();
    }

    /** Into all but what says which stages there are: see below. */
    private void put(String text) {
        String field = text.length() > 1 << 20 ? "large" : text;
        for (String hash : List.of(
                KEYS.agents(),
                KEYS.revoked(),
                KEYS.answers(),
                KEYS.arrays(),
                KEYS.goals(),
                KEYS.blocked(S),
                KEYS.working(S),
                KEYS.index(S),
                KEYS.dead(S),
                KEYS.cancelled(S),
                KEYS.history(S),
                KEYS.counts(S),
                KEYS.pace(S),
                KEYS.places(),
                KEYS.runs(S),
                KEYS.need(S))) {
            Map<String, String> values = new HashMap<>(Map.of("zz", text, "", "x", "match/000003", "x"));
            values.put(field, text);
            runner.ask(redis -> redis.hset(hash, values));
        }
        runner.ask(redis -> redis.hset(KEYS.campaign(), Map.of("zz", text, "jumped", text, "lease", text)));
        for (String list : List.of(KEYS.proc(S), KEYS.held(S), KEYS.late(S), KEYS.bell())) {
            runner.ask(redis -> redis.lpush(list, text));
            runner.ask(redis -> redis.rpush(list, text));
        }
        runner.ask(redis -> redis.zadd(KEYS.expiry(S), Map.of(text, Double.NEGATIVE_INFINITY, "zz", 0.0, "y", 1e300)));
        runner.ask(redis -> redis.zadd(KEYS.beats(), Map.of(text, Double.NEGATIVE_INFINITY, "zz", 0.0, "y", 1e300)));
        runner.ask(redis -> redis.hset(KEYS.revoked(), "a", text));
        runner.ask(redis -> redis.hset(KEYS.places(), Map.of("1", text, "last", text)));
        runner.ask(redis -> redis.hset(KEYS.runs(S), Map.of("done", text, "wall:3", text, "cpu:" + field, "1")));
        runner.ask(redis -> redis.hset(KEYS.answers(), Map.of("a 0.1", text, "a 1.1", "7 " + text)));
        runner.ask(redis -> redis.set(KEYS.tender(), text));
        runner.ask(redis -> redis.zadd(KEYS.members(S), Map.of(text, 0.0, "s1\0" + text, 0.0)));
        runner.ask(redis -> redis.zadd(KEYS.delayed(S), Map.of(text, Double.POSITIVE_INFINITY, field + " ", 0.0)));
        for (String stream : List.of(KEYS.done(S), KEYS.events())) {
            runner.ask(redis -> redis.xadd(stream, XAddParams.xAddParams(), Map.of("r", text)));
            runner.ask(redis -> redis.xadd(stream, XAddParams.xAddParams(), Map.of("x", text, "", "x")));
        }
    }

    /** Every reader there is; returns the ids that are listed. */
    private Set<String> read() {
        View view = rig.queues.view();
        Set<String> ids = new HashSet<>();
        assertThat(view.campaigns()).contains("garbage");
        view.overview("garbage");
        view.now();
        for (State state : State.values()) {
            view.tasks(
                    "garbage",
                    null,
                    EnumSet.of(state),
                    task -> ids.add(task.message().id()));
        }
        view.endings("garbage", null, ending -> ids.add(ending.message().id()));
        for (String id : List.of("match/000001", "match/000002", "match/000005", "match/000012", "zz", "no such id")) {
            view.find("garbage", id);
        }
        View.Cursor cursor = null;
        View.Events page;
        do {
            page = view.events("garbage", cursor, 5);
            cursor = page.next();
        } while (!page.events().isEmpty());
        view.agents("garbage");
        view.audit("garbage");
        assertThat(rig.queues.ledger().arrays("garbage")).isEmpty();
        rig.queues.ledger().goals("garbage");
        rig.queues.ledger().watch("garbage", "c", "me", Duration.ofSeconds(5));
        rig.queues.intake().pushed("garbage", S);
        rig.queues.recovery().there("garbage", S);
        return ids;
    }

    /** What an agent does all day, until each task that was there at the beginning has ended. */
    private void work() {
        agent.beat(Rig.agentInfo("a"), List.of());
        agent.agents();
        agent.heldBy(Set.of("a", "zz"));
        rig.pass(Rig.LEASE.plusSeconds(1));
        for (WorkQueue.Lapsed lapsed : agent.lapsed(100)) {
            agent.lapse(List.of(rig.retry(lapsed.lease(), Duration.ZERO)));
        }
        for (int i = 0; i < 20; i++) {
            rig.pass(Duration.ofSeconds(1));
            agent.beat(Rig.agentInfo("a"), List.of());
            for (Lease lease : Rig.claim(agent, S, 100)) {
                rig.report(agent, rig.finish(lease));
            }
            agent.lapsed(10);
            agent.tend(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Sort.class)
    void garbageInEveryKeyKeepsNobodyFromWorking(Sort sort) {
        put(sort.text);
        Set<String> listed = read();
        for (int n = 1; n <= TASKS; n++) {
            // What stands under 3 in the hashes is somebody else's word now.
            assertThat(listed).contains(String.format("match/%06d", n));
        }
        work();
        read();
        for (int n : List.of(1, 6, 7, 8, 9, 10, 11, 12)) {
            assertThat(rig.stateOf(String.format("match/%06d", n))).isEqualTo(State.DONE);
        }
        assertThat(rig.queues.view().agents("garbage")).hasSize(1);
        rig.queues.control().requeue("garbage", null, List.of(), true);
        rig.queues.control().cancel("garbage", null, List.of("zz", "match/000004"));
        rig.queues.control().cancel("garbage", null, List.of());
        read();
    }

    @Test
    void everyReaderGoesOnWhereAKeyIsOfAnotherType() {
        List<String> keys = new ArrayList<>(List.of(KEYS.events(), KEYS.arrays(), KEYS.goals()));
        keys.addAll(KEYS.ofAgents());
        keys.addAll(KEYS.ofStage(S));
        keys.remove(KEYS.def(S));
        for (String key : keys) {
            String aside = key + ".aside";
            boolean there = runner.ask(redis -> redis.exists(key));
            if (there) {
                runner.ask(redis -> redis.rename(key, aside));
            }
            runner.ask(redis -> redis.set(key, "x"));
            if (key.equals(KEYS.counts(S))) {
                assertThatThrownBy(this::read).isInstanceOf(QueueUnavailableException.class);
            } else {
                assertThat(read()).isNotNull();
            }
            agent.beat(Rig.agentInfo("a"), List.of());
            assertThat(agent.lapsed(10)).isEmpty();
            runner.ask(redis -> redis.del(key));
            if (there) {
                runner.ask(redis -> redis.rename(aside, key));
            }
        }
    }

    /** Also of one that has been heard of all the while. */
    @Test
    void keyOfAgentsThatIsOfAnotherTypeKeepsNobodyFromClaiming() {
        for (String key : KEYS.ofAgents()) {
            runner.ask(redis -> redis.set(key, "x"));
            agent.beat(Rig.agentInfo("a"), List.of());
            assertThat(Rig.claim(agent, S, 1)).as(key).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz garbage", "", "null", "[]", "{}", "{\"name\":\"match\",\"ladder\":[1]}"})
    void definitionThatCannotBeReadIsToldAndOtherCampaignsAreShown(String text) {
        try (Rig other = new Rig(TestServer.address(), "beside", Rig.stage(S))) {
            runner.ask(redis -> redis.set(KEYS.def(S), text));
            if (!text.isEmpty()) {
                assertThatThrownBy(() -> rig.queues.view().overview("garbage"))
                        .isInstanceOf(QueueUnavailableException.class)
                        .hasMessageContaining("definition of stage match");
            }
            assertThat(other.tally(S).pushed()).isZero();
            other.queues.control().purge("beside");
        }
        String right = org.musterhpc.queue.model.codec.StageCodec.encode(
                rig.campaign.stages().get(0));
        runner.ask(redis -> redis.set(KEYS.def(S), right));
        assertThat(rig.queues.view().campaign("garbage").orElseThrow().stages())
                .extracting(Stage::name)
                .contains(S);
    }

    /** Job ids become words of commands. */
    @ParameterizedTest
    @ValueSource(strings = {"--all", "1 2", "1;rm", "1,2", "-u root", "$(id)"})
    void arrayWhoseJobIsNoJobIsNoArray(String job) {
        Map<String, String> records = new HashMap<>();
        for (String each : List.of(job, "17[].server", "18")) {
            records.put(
                    "m-" + records.size(),
                    "SUBMITTED 1 2 {\"cluster\":\"c\",\"job\":\"" + each + "\",\"first\":1,\"last\":2,\"cpus\":1}");
        }
        runner.ask(redis -> redis.hset(KEYS.arrays(), records));
        assertThat(rig.queues.ledger().arrays("garbage"))
                .extracting(ArrayRecord::job)
                .containsExactlyInAnyOrder("17[].server", "18");
    }
}
