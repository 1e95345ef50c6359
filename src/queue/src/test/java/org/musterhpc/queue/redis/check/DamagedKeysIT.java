package org.musterhpc.queue.redis.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses.Lost;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.work.Amends;

/**
 * Somebody puts a key of another type in the place of one of ours, or a word where a number should be. Each operation does
 * what it can do without it, or is refused and does nothing: when the key is mended, no task is missing, nor there twice.
 */
class DamagedKeysIT {
    private static final String S = "first";
    private static final int TASKS = 8;
    private Rig rig;
    private ScriptRunner runner;
    private WorkQueue agent;
    private Lease held;
    private List<Lost> lost = List.of();

    @BeforeEach
    void open() {
        rig = new Rig(
                TestServer.address(),
                "damaged",
                Rig.stage(S, null, List.of(new Follower("each", false), new Follower("all", true))),
                Rig.stage("each", new After(S, false), List.of()),
                Rig.stage("all", new After(S, true), List.of()));
        runner = TestServer.runner();
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("damaged");
        runner.close();
        rig.close();
    }

    /** Of each stage all, and of the first one in each place: 1 dead, 2 delayed and ripe, 3 held, 4 done, 5 cancelled. */
    private void begin() {
        agent = rig.agent("a");
        for (String stage : List.of(S, "each", "all")) {
            rig.push(stage, 1, TASKS);
            rig.queues.intake().seal("damaged", stage);
        }
        List<Lease> leases = Rig.claim(agent, S, 4);
        rig.report(agent, rig.bury(leases.get(0)));
        rig.report(agent, Amends.lost(rig, leases.get(1)));
        lost = agent.losses().lately(any -> true);
        held = leases.get(2);
        rig.report(agent, rig.finish(leases.get(3)));
        rig.queues.control().cancel("damaged", S, List.of("first/000005"));
        rig.pass(Duration.ofSeconds(2));
    }

    private Map<String, Runnable> operations() {
        Map<String, Runnable> operations = new LinkedHashMap<>();
        operations.put("claim", () -> Rig.claim(agent, S, 3));
        operations.put("claim of a follower", () -> Rig.claim(agent, "each", 3));
        operations.put("finish", () -> rig.report(agent, rig.finish(held)));
        operations.put("retry", () -> rig.report(agent, rig.retry(held, Duration.ofSeconds(1))));
        operations.put("bury", () -> rig.report(agent, rig.bury(held)));
        operations.put("give back", () -> rig.report(agent, Rig.giveBack(held)));
        operations.put("beat", () -> agent.beat(Rig.agentInfo("a"), List.of(held)));
        operations.put("release", () -> agent.release(List.of(rig.retry(held, Duration.ZERO))));
        operations.put("lapse", () -> {
            rig.pass(Rig.LEASE);
            for (Lapsed lapsed : agent.lapsed(10)) {
                agent.lapse(List.of(rig.retry(lapsed.lease(), Duration.ZERO)));
            }
        });
        operations.put("amend", () -> amend(Outcome.OOM));
        operations.put("amend to the dead", () -> amend(Outcome.BAD_MESSAGE));
        operations.put("losses", () -> agent.losses().lately(any -> true));
        operations.put("push", () -> rig.push("each", TASKS + 1, TASKS + 2));
        operations.put("cancel", () -> rig.queues.control().cancel("damaged", null, List.of()));
        operations.put(
                "cancel one",
                () -> rig.queues
                        .control()
                        .cancel("damaged", null, List.of(held.id(), "first/000008", "each/000007", "first/000001")));
        operations.put("requeue", () -> rig.queues.control().requeue("damaged", null, List.of(), true));
        operations.put("seal", () -> rig.queues.intake().seal("damaged", S));
        operations.put("pause", () -> rig.queues.control().pause("damaged"));
        operations.put("tally", () -> rig.queues.view().overview("damaged"));
        return operations;
    }

    private void amend(Outcome outcome) {
        agent.losses()
                .amend(lost.stream()
                        .map(each -> Amends.as(outcome, rig.campaign, each))
                        .toList());
    }

    static Stream<String> operationNames() {
        return new DamagedKeysIT().operations().keySet().stream();
    }

    private List<String> keys() {
        Keys keys = new Keys(RedisAddress.DEFAULT_PREFIX, "damaged");
        return Stream.concat(
                        Stream.of(keys.campaign(), keys.agents(), keys.events()),
                        rig.campaign.stages().stream().map(Stage::name).flatMap(stage -> keys.ofStage(stage).stream()))
                .toList();
    }

    private void tried(String operation) {
        try {
            operations().get(operation).run();
        } catch (QueueUnavailableException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        } catch (IllegalArgumentException noSuchCampaign) {
            assertThat(noSuchCampaign).hasMessageMatching(".*(there is no campaign|is damaged: ).*");
        }
    }

    private void allIsThere(String after) {
        rig.overview()
                .stages()
                .forEach((stage, tally) -> assertThat(tally.holds())
                        .as(after + ": " + stage + " " + tally)
                        .isTrue());
        assertThat(rig.queues.view().audit("damaged")).as(after).satisfies(audit -> {
            assertThat(audit.missing()).isEmpty();
            assertThat(audit.doubled()).isEmpty();
        });
        Keys keys = new Keys(RedisAddress.DEFAULT_PREFIX, "damaged");
        for (Stage stage : rig.campaign.stages()) {
            List<String> expiring = runner.ask(redis -> redis.zrange(keys.expiry(stage.name()), 0, -1));
            Set<String> working = runner.ask(redis -> redis.hkeys(keys.working(stage.name())));
            assertThat(expiring)
                    .as(after + ": in flight of " + stage.name())
                    .containsExactlyInAnyOrderElementsOf(working);
        }
    }

    private void again() {
        rig.queues.control().purge("damaged");
        rig.queues.intake().create(rig.campaign);
        begin();
    }

    @ParameterizedTest
    @MethodSource("operationNames")
    void keyOfAnotherTypeCostsNoTask(String operation) {
        for (String key : keys()) {
            again();
            boolean there = runner.ask(redis -> redis.exists(key));
            String aside = key + ".aside";
            if (there) {
                runner.ask(redis -> redis.rename(key, aside));
            }
            boolean string = key.endsWith(":def");
            runner.ask(redis -> string ? redis.rpush(key, "x") : redis.set(key, "x"));
            tried(operation);
            runner.ask(redis -> redis.del(key));
            if (there) {
                runner.ask(redis -> redis.rename(aside, key));
            }
            allIsThere(operation + " with " + key);
        }
    }

    @ParameterizedTest
    @MethodSource("operationNames")
    void countThatIsNoNumberCostsNoTask(String operation) {
        for (String stage : List.of(S, "each", "all")) {
            String counts = new Keys(RedisAddress.DEFAULT_PREFIX, "damaged").counts(stage);
            for (String count :
                    List.of("pending", "pushed", "next", "token", "late", "out:OK", "out:EXIT", "out:OOM")) {
                again();
                String before = runner.ask(redis -> redis.hget(counts, count));
                runner.ask(redis -> redis.hset(counts, count, "many"));
                tried(operation);
                if (before == null) {
                    runner.ask(redis -> redis.hdel(counts, count));
                } else {
                    runner.ask(redis -> redis.hset(counts, count, before));
                }
                allIsThere(operation + " with " + counts + " " + count);
            }
        }
        assertThat(rig.queues.view().overview("damaged").stages().get(S).count(State.PENDING))
                .isNotNegative();
    }
}
