package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.QuietQueue;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Pool.Demand;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.View.Overview;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;

/** What one agent does for all of a pool. */
class PoolTenderTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FakePool pool = new FakePool(nanos);
    private final StringBuilder diary = new StringBuilder();
    private final RedisClock clock = new RedisClock(nanos::get, Instant.EPOCH);
    private final Map<String, Campaign> campaigns = new TreeMap<>();
    private final Map<String, Overview> overviews = new TreeMap<>();
    private final List<String> swept = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private PoolTender tender;

    @BeforeEach
    void setUp() {
        tender = tender("me", true);
    }

    private PoolTender tender(String agent, boolean perCpu) {
        return new PoolTender(
                pool,
                view(),
                new PoolTender.Sources(Swept::new, perCpu, Duration.ofSeconds(30)),
                agent,
                clock,
                new Diary(diary, clock));
    }

    private View view() {
        InvocationHandler answers = (self, method, args) -> switch (method.getName()) {
            case "campaign" -> {
                if (String.valueOf(args[0]).startsWith("damaged")) {
                    throw new IllegalStateException("not a definition");
                }
                yield Optional.ofNullable(campaigns.get(args[0]));
            }
            case "overview" -> {
                Campaign known = (Campaign) args[0];
                boolean changed = !known.equals(campaigns.get(known.name()));
                yield changed ? Optional.empty() : Optional.ofNullable(overviews.get(known.name()));
            }
            default -> throw new AssertionError(method.getName());
        };
        return (View) Proxy.newProxyInstance(View.class.getClassLoader(), new Class<?>[] {View.class}, answers);
    }

    private final class Swept extends QuietQueue {
        private final String name;

        Swept(String name) {
            this.name = name;
        }

        @Override
        public Campaign campaign() {
            return campaigns.get(name);
        }

        @Override
        public WorkQueue.Exchange exchange(Lane lane, List<Report> reports, List<WorkQueue.Want> wants) {
            throw new AssertionError("a tender claims nothing");
        }

        @Override
        public WorkQueue.Beat beat(WorkQueue.AgentInfo agent, List<Lease> leases) {
            throw new AssertionError("a tender is no agent of the campaign");
        }

        @Override
        public List<Lapsed> lapsed(int limit) {
            swept.add(name);
            return List.of();
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }

    private static Stage stage(String name, int cpus, int priority) {
        return new Stage(
                name,
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), cpus, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                priority);
    }

    private static Tally tally(long pending, long working, long delayed) {
        Map<State, Long> counts = Map.of(State.PENDING, pending, State.WORKING, working, State.DELAYED, delayed);
        return new Tally(pending + working + delayed, counts, 0, 0, true, Map.of(), 0);
    }

    private void stands(String name, boolean paused, int agents, Map<String, Tally> stages) {
        overviews.put(name, new Overview(Instant.EPOCH, paused, agents, stages));
    }

    private void campaign(String name, Stage... stages) {
        campaigns.put(name, new Campaign(name, "d", "me", Instant.EPOCH, List.of(stages)));
        pool.enter(name);
    }

    @Test
    void whatCampaignsWantIsWrittenDownAndRung() {
        campaign("a", stage("x", 2, 1), stage("y", 4, 5), stage("z", 1, 9));
        stands("a", false, 1, Map.of("x", tally(3, 1, 0), "y", tally(1, 2, 0), "z", tally(0, 1, 0)));
        campaign("runs", stage("x", 1, 7));
        stands("runs", false, 1, Map.of("x", tally(0, 3, 0)));
        campaign("paused", stage("x", 1, 7));
        stands("paused", true, 1, Map.of("x", tally(9, 0, 0)));
        campaign("done", stage("x", 1, 7));
        stands("done", false, 0, Map.of("x", tally(0, 0, 0)));
        pool.enter("gone");

        assertThat(tender.runOnce()).isTrue();

        assertThat(pool.demand).containsExactly(new Demand("a", 5, 10, 4, 4), new Demand("runs", 0, 0, 1, 3));
        assertThat(pool.lasts).isEqualTo(Instant.EPOCH.plusSeconds(5));
        assertThat(pool.rings).containsExactly("a");
    }

    @Test
    void whereAgentsCountTasksEachTakesOnePlace() {
        campaign("a", stage("x", 8, 0));
        stands("a", false, 0, Map.of("x", tally(3, 0, 0)));
        tender("me", false).runOnce();
        assertThat(pool.demand).containsExactly(new Demand("a", 0, 3, 1, 0));
    }

    @Test
    void itSweepsOnlyWhereNoAgentWorks() {
        campaign("left", stage("x", 1, 0));
        stands("left", false, 0, Map.of("x", tally(0, 2, 0)));
        campaign("waits", stage("x", 1, 0));
        stands("waits", false, 0, Map.of("x", tally(0, 0, 1)));
        campaign("worked", stage("x", 1, 0));
        stands("worked", false, 1, Map.of("x", tally(0, 2, 1)));
        campaign("new", stage("x", 1, 0));
        stands("new", false, 0, Map.of("x", tally(5, 0, 0)));
        tender.runOnce();
        assertThat(swept).containsExactly("left", "waits");
        stands("left", false, 1, Map.of("x", tally(0, 2, 0)));
        tender.runOnce();
        assertThat(swept).containsExactly("left", "waits", "waits");
        assertThat(closed).containsExactly("left");
    }

    @Test
    void whoDoesNotHaveTheOfficeDoesNothing() {
        campaign("a", stage("x", 1, 0));
        stands("a", false, 0, Map.of("x", tally(1, 1, 0)));
        pool.tender = "another";
        assertThat(tender.runOnce()).isFalse();
        assertThat(pool.demand).isEmpty();
        assertThat(pool.rings).isEmpty();
        assertThat(swept).isEmpty();
    }

    @Test
    void aDamagedCampaignLeavesTheOthersAlone() {
        campaign("a", stage("x", 1, 0));
        stands("a", false, 0, Map.of("x", tally(1, 0, 0)));
        pool.enter("damaged");
        campaign("z", stage("x", 1, 0));
        stands("z", false, 0, Map.of("x", tally(1, 0, 0)));
        tender.runOnce();
        assertThat(pool.demand).extracting(Demand::campaign).containsExactly("a", "z");
    }

    @Test
    void aChangedCampaignIsReadAgain() {
        campaign("a", stage("x", 1, 0));
        stands("a", false, 0, Map.of("x", tally(1, 0, 0)));
        tender.runOnce();
        campaign("a", stage("x", 1, 4));
        stands("a", false, 0, Map.of("x", tally(1, 0, 0)));
        tender.runOnce();
        assertThat(pool.demand).containsExactly(new Demand("a", 4, 1, 1, 0));
    }

    @Test
    void agentsThatAreSilentForADayAreForgotten() {
        Member.Site site = new Member.Site("h", 1, "", "1");
        Duration lease = Duration.ofSeconds(30);
        pool.beat(new Member("old", site, 1, 0, List.of(), "", Instant.EPOCH, lease));
        nanos.set(TimeUnit.HOURS.toNanos(25));
        pool.beat(new Member("fresh", site, 1, 0, List.of(), "", pool.now(), lease));
        tender.runOnce();
        assertThat(pool.members).containsOnlyKeys("fresh");
    }
}
