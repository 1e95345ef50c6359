package org.musterhpc.queue.redis.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.Setup;
import org.musterhpc.queue.redis.Setups;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** How many tasks of a stage are under way over all agents, and how fast they begin. */
class BoundsIT {
    private static final Bounds TWO = new Bounds(2, null, Map.of());

    private static Stage bounded(String stage, Bounds bounds) {
        return Rig.stage(stage).boundedBy(bounds);
    }

    private static Bounds share(int need, int of) {
        return new Bounds(0, null, Map.of("licence", new Share(need, of)));
    }

    private static Bounds rate(int tasks, Duration per) {
        return new Bounds(0, new Rate(tasks, per), Map.of());
    }

    private static Mood mood(WorkQueue agent, String stage) {
        WorkQueue.Exchange exchange = agent.exchange(List.of(), List.of(new Want(stage, 1)));
        assertThat(exchange.leases()).isEmpty();
        return exchange.mood();
    }

    /** How a task leaves the working queue. */
    @SuppressWarnings("ImmutableEnumChecker")
    private enum Way {
        DONE(rig -> lease -> rig.report(rig.agent("a"), rig.finish(lease))),
        FAILED(rig -> lease -> rig.report(rig.agent("a"), rig.retry(lease, Duration.ofHours(1)))),
        BURIED(rig -> lease -> rig.report(rig.agent("a"), rig.bury(lease))),
        GIVEN_BACK(rig -> lease -> rig.report(rig.agent("a"), Rig.giveBack(lease))),
        CANCELLED(rig -> lease -> rig.queues.control().cancel(rig.campaign.name(), null, List.of(lease.id()))),
        ALL_CANCELLED(rig -> lease -> rig.queues.control().cancel(rig.campaign.name(), lease.stage(), List.of())),
        RELEASED(rig -> lease -> rig.agent("b").release(List.of(rig.retry(lease, Duration.ofHours(1))))),
        LAPSED(rig -> lease -> {
            rig.pass(Rig.LEASE.plusMillis(1));
            return rig.agent("b").lapse(List.of(rig.retry(lease, Duration.ofHours(1))));
        });

        private final Function<Rig, Function<Lease, Object>> end;

        Way(Function<Rig, Function<Lease, Object>> end) {
            this.end = end;
        }
    }

    /** Nothing is counted that somebody who dies could leave behind. */
    @ParameterizedTest
    @EnumSource
    void whateverEndsATaskFreesItsPlaceInALimit(Way way) {
        try (Rig rig =
                new Rig(TestServer.address(), "freed", bounded("first", share(1, 1)), bounded("second", share(1, 1)))) {
            rig.push("first", 1, 1);
            rig.push("second", 1, 1);
            Lease lease = rig.claimOne(rig.agent("a"), "first");
            assertThat(mood(rig.agent("b"), "second")).isEqualTo(Mood.FULL);
            Object ended = way.end.apply(rig).apply(lease);
            assertThat(Rig.claim(rig.agent("c"), "second", 5))
                    .as("after " + ended)
                    .hasSize(1);
            rig.queues.control().purge("freed");
        }
    }

    @Test
    void neverAreMoreUnderWayThanTheStageLetsBe() {
        try (Rig rig = new Rig(TestServer.address(), "most", bounded("only", TWO))) {
            rig.push("only", 1, 9);
            List<Lease> leases = Rig.claim(rig.agent("a"), "only", 5);
            assertThat(leases).hasSize(2);
            assertThat(mood(rig.agent("b"), "only")).isEqualTo(Mood.FULL);
            WorkQueue.Exchange next =
                    rig.agent("a").exchange(List.of(rig.finish(leases.get(0))), List.of(new Want("only", 5)));
            assertThat(next.leases()).as("in the same round trip").hasSize(1);
            rig.queues.control().purge("most");
        }
    }

    @Test
    void aStageTakesOfALimitWhatOthersLeave() {
        try (Rig rig = new Rig(
                TestServer.address(),
                "shared",
                bounded("small", share(1, 5)),
                bounded("large", share(3, 5)),
                Rig.stage("free"))) {
            for (String stage : List.of("small", "large", "free")) {
                rig.push(stage, 1, 9);
            }
            WorkQueue agent = rig.agent("a");
            List<Lease> large = Rig.claim(agent, "large", 9);
            assertThat(large).hasSize(1);
            assertThat(Rig.claim(agent, "small", 9)).hasSize(2);
            assertThat(Rig.claim(agent, "free", 9)).hasSize(9);
            rig.report(agent, rig.finish(large.get(0)));
            assertThat(Rig.claim(agent, "small", 2)).hasSize(2);
            assertThat(mood(agent, "large")).isEqualTo(Mood.FULL);
            rig.queues.control().purge("shared");
        }
    }

    @Test
    void whoAsksForOneTaskByItsNameWaitsForRoomToo() {
        try (Rig rig = new Rig(TestServer.address(), "named-one", bounded("only", TWO))) {
            rig.push("only", 1, 4);
            Rig.claim(rig.agent("a"), "only", 2);
            WorkQueue.Exchange taken =
                    rig.agent("b").exchange(List.of(), List.of(Want.of("only", Message.numberedId("only", 4))));
            assertThat(taken.leases()).isEmpty();
            assertThat(taken.mood()).isEqualTo(Mood.FULL);
            rig.queues.control().purge("named-one");
        }
    }

    @Test
    void aChangedFileChangesTheBoundAtOnce() {
        try (Rig rig = new Rig(TestServer.address(), "changed-bound", bounded("only", TWO))) {
            rig.push("only", 1, 9);
            WorkQueue agent = rig.agent("a");
            assertThat(Rig.claim(agent, "only", 9)).hasSize(2);
            Campaign first = rig.queues.view().campaign("changed-bound").orElseThrow();
            Stage wider = first.stage("only").boundedBy(new Bounds(5, null, Map.of()));
            rig.queues.growth().change(first, first.changed(List.of(wider), "file-2"));
            assertThat(mood(agent, "only")).isEqualTo(Mood.CHANGED);
            agent.take(agent.changed());
            assertThat(Rig.claim(agent, "only", 9))
                    .as("what was asked for before")
                    .hasSize(1);
            assertThat(Rig.claim(agent, "only", 9)).hasSize(2);
            rig.queues.control().purge("changed-bound");
        }
    }

    @Test
    void tasksBeginByTheRateWhoeverClaimsThem() {
        try (Rig rig = new Rig(TestServer.address(), "paced", bounded("only", rate(60, Duration.ofMinutes(1))))) {
            rig.push("only", 1, 9);
            WorkQueue one = rig.agent("a");
            WorkQueue other = rig.agent("b");
            assertThat(Rig.claim(one, "only", 9)).hasSize(1);
            assertThat(mood(other, "only")).isEqualTo(Mood.PACED);
            rig.pass(Duration.ofMillis(999));
            assertThat(mood(one, "only")).isEqualTo(Mood.PACED);
            rig.pass(Duration.ofMillis(1));
            assertThat(Rig.claim(other, "only", 9)).hasSize(1);
            rig.pass(Duration.ofMillis(1_050));
            assertThat(Rig.claim(other, "only", 9)).hasSize(1);
            rig.pass(Duration.ofMillis(950));
            assertThat(mood(one, "only")).as("what was late is not caught up").isEqualTo(Mood.PACED);
            rig.pass(Duration.ofMinutes(1));
            rig.agent("a");
            assertThat(Rig.claim(rig.agent("c"), "only", 9)).hasSize(1);
            rig.queues.control().purge("paced");
        }
    }

    @Test
    void aHighRateLetsSeveralBeginAtOnceAndStaysTrue() {
        try (Rig rig = new Rig(TestServer.address(), "fast", bounded("only", rate(1_000, Duration.ofSeconds(1))))) {
            rig.push("only", 1, 3_000);
            WorkQueue agent = rig.agent("a");
            int begun = Rig.claim(agent, "only", 1_000).size();
            assertThat(begun).as("what nobody claimed before").isEqualTo(50);
            for (int turn = 0; turn < 19; turn++) {
                rig.pass(Duration.ofMillis(50));
                begun += Rig.claim(agent, "only", 1_000).size();
            }
            rig.pass(Duration.ofMillis(49));
            begun += Rig.claim(agent, "only", 1_000).size();
            assertThat(begun).isBetween(950, 1_000);
            rig.queues.control().purge("fast");
        }
    }

    @Test
    void aClockThatIsPutBackHoldsNobodyUpForLongerThanTheRateDoes() {
        try (Rig rig = new Rig(TestServer.address(), "back", bounded("only", rate(1, Duration.ofMinutes(1))))) {
            rig.push("only", 1, 3);
            WorkQueue agent = rig.agent("a");
            assertThat(Rig.claim(agent, "only", 1)).hasSize(1);
            rig.jump(Duration.ofDays(-3));
            agent.beat(Rig.agentInfo("a"), List.of());
            assertThat(Rig.claim(agent, "only", 1))
                    .as("nobody knows how long ago the last began")
                    .hasSize(1);
            rig.jump(Duration.ofSeconds(-40));
            agent.beat(Rig.agentInfo("a"), List.of());
            rig.pass(Duration.ofSeconds(100));
            assertThat(Rig.claim(rig.agent("b"), "only", 1)).hasSize(1);
            rig.queues.control().purge("back");
        }
    }

    @Test
    void whoTendsRingsWhereTasksWaitThatMayBeginAndLooksAgainWhenTheNextMay() {
        try (Rig rig = new Rig(
                TestServer.address(),
                "rung",
                bounded("most", TWO),
                bounded("paced", rate(60, Duration.ofMinutes(1))))) {
            rig.push("most", 1, 4);
            rig.push("paced", 1, 4);
            WorkQueue agent = rig.agent("a");
            List<Lease> leases = Rig.claim(agent, "most", 9);
            Rig.claim(agent, "paced", 9);
            quiet(rig);
            assertThat(agent.tend(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(1));
            assertThat(agent.awaitBell(Duration.ofMillis(100)))
                    .as("nothing may begin")
                    .isFalse();
            rig.pass(Duration.ofSeconds(1));
            agent.tend(Duration.ofSeconds(30));
            assertThat(agent.awaitBell(Duration.ofMillis(100))).isTrue();
            Rig.claim(agent, "paced", 9);
            quiet(rig);
            rig.report(agent, rig.finish(leases.get(0)));
            agent.tend(Duration.ofSeconds(30));
            assertThat(agent.awaitBell(Duration.ofMillis(100))).isTrue();
            rig.queues.control().purge("rung");
        }
    }

    private static void quiet(Rig rig) {
        try (ScriptRunner runner = TestServer.runner()) {
            runner.ask(redis -> redis.del(new Keys(RedisAddress.DEFAULT_PREFIX, rig.campaign.name()).bell()));
        }
    }

    @Test
    void theCampaignIsOverAsAnyOther() {
        try (Rig rig = new Rig(TestServer.address(), "over", bounded("only", TWO))) {
            rig.push("only", 1, 3);
            rig.queues.intake().seal("over", "only");
            WorkQueue agent = rig.agent("a");
            for (List<Lease> some = Rig.claim(agent, "only", 9); !some.isEmpty(); some = Rig.claim(agent, "only", 9)) {
                some.forEach(lease -> rig.report(agent, rig.finish(lease)));
            }
            assertThat(mood(agent, "only")).isEqualTo(Mood.COMPLETE);
            assertThat(rig.queues.view().audit("over").holds()).isTrue();
            rig.queues.control().purge("over");
        }
    }

    /** The laws find it without any comparison, though nobody says what should be. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ONE_MORE_THAN_MAY_RUN", "LIMIT_IS_EACH_STAGES_OWN", "AS_MANY_AS_ARE_WANTED_BEYOND_THE_LIMIT"})
    void theLawAloneFindsOneTooMany(String fault) {
        Setup setup = Setups.bounded("law", 3, 1);
        Campaign campaign = new Campaign("law", "digest", "me", Instant.EPOCH, setup.stages());
        try (Rig rig = new Rig(TestServer.address(), Fault.valueOf(fault).scripts(), campaign);
                ScriptRunner runner = TestServer.runner()) {
            rig.push("left", 1, 3);
            rig.push("right", 1, 3);
            WorkQueue agent = rig.agent("a");
            Rig.claim(agent, "left", 3);
            Rig.claim(agent, "right", 3);
            List<String> broken = new Laws(campaign, false)
                    .broken(new Contents(runner, campaign).at(new HashMap<>()), new HashMap<>());
            assertThat(String.join("\n", broken))
                    .containsAnyOf("max_running: 3 are under way, 2 may be", "limit licence: ");
            rig.queues.control().purge("law");
        }
    }

    /** Eight agents beside each other, on a clock that nobody drives. */
    @Test
    void eightAgentsTogetherNeverExceedALimit() throws InterruptedException {
        Campaign campaign = new Campaign(
                "eight",
                "digest",
                "me",
                Instant.EPOCH,
                List.of(bounded("a", share(1, 3)), bounded("b", share(2, 3)), bounded("c", TWO)));
        try (Queues queues = Queues.connect(TestServer.address());
                Rig rig = new Rig(TestServer.address(), Script.texts(), campaign)) {
            for (String stage : List.of("a", "b", "c")) {
                rig.push(stage, 1, 200);
                queues.intake().seal("eight", stage);
            }
            Overlaps overlaps = new Overlaps(Map.of("a", 1, "b", 2), 3, 2);
            List<Thread> agents = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "a" + i;
                // Its only heartbeat has to last until all is done.
                AgentInfo info = new AgentInfo(name, "local", "host", 1, "", 1, Duration.ofHours(1));
                Thread agent = new Thread(() -> {
                    try (WorkQueue queue = queues.work("eight", info, Rig.GRACE)) {
                        queue.beat(info, List.of());
                        overlaps.work(queue, rig);
                    }
                });
                agents.add(agent);
                agent.start();
            }
            for (Thread agent : agents) {
                agent.join();
            }
            assertThat(overlaps.wrong()).isEmpty();
            assertThat(rig.tally("a").count(org.musterhpc.queue.model.State.DONE))
                    .isEqualTo(200);
            assertThat(rig.tally("b").count(org.musterhpc.queue.model.State.DONE))
                    .isEqualTo(200);
            queues.control().purge("eight");
        }
    }
}
