package org.musterhpc.queue.redis.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.Intake.Created;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueNameException;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Sweeper;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Queues under names that a config gives, as a client that knows nothing of Muster sees them. */
class NamedQueuesIT {
    private static final String NAME = "named";
    private static final String S = "match";
    private static final QueueNames NAMES = new QueueNames("todo", "doing", "over");

    private ScriptRunner runner;
    private Rig rig;
    private WorkQueue agent;

    @BeforeEach
    void open() {
        runner = TestServer.runner();
        rig = rig(NAME, NAMES);
        agent = rig.agent("a");
    }

    @AfterEach
    void close() throws Exception {
        rig.queues.control().purge(NAME, NAMES);
        rig.close();
        assertThat(keys("*")).noneMatch(key -> key.matches("(todo|doing|over).*"));
        runner.close();
    }

    private static Campaign campaign(String name, QueueNames names) {
        return new Campaign(name, "digest", "me", Instant.EPOCH, List.of(Rig.stage(S))).withQueues(names);
    }

    private static Rig rig(String name, QueueNames names) {
        return new Rig(TestServer.address(), Script.texts(), campaign(name, names));
    }

    /** What a client pops; null: nothing is there. */
    private JsonNode pop() throws Exception {
        List<String> popped = runner.ask(redis -> redis.blpop(1, "over"));
        return popped == null ? null : JsonMapper.builder().build().readTree(popped.get(1));
    }

    private long llen(String key) {
        return runner.ask(redis -> redis.llen(key));
    }

    private long hlen(String key) {
        return runner.ask(redis -> redis.hlen(key));
    }

    private long exists(String... keys) {
        return runner.ask(redis -> redis.exists(keys));
    }

    private Set<String> keys(String pattern) {
        return runner.ask(redis -> redis.keys(pattern));
    }

    private String first() {
        return runner.ask(redis -> redis.lrange("todo", 0, 0)).get(0);
    }

    private void rpush(String... bodies) {
        runner.ask(redis -> redis.rpush("todo", bodies));
    }

    private static Lease named(List<Lease> leases, String id) {
        return leases.stream()
                .filter(lease -> lease.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anyClientSeesAndFeedsThemAndPopsEachEndOnce() throws Exception {
        rig.push(S, 1, 4);
        rpush("{\"id\":\"mine\",\"params\":{\"image\":\"a.png\"}}");
        assertThat(llen("todo")).isEqualTo(5);
        assertThat(first()).contains("match/000001");
        assertThat(rig.tally(S).foreign()).isEqualTo(1);

        List<Lease> leases = Rig.claim(agent, S, 5);
        assertThat(llen("todo")).isZero();
        assertThat(hlen("doing")).isEqualTo(5);
        assertThat(rig.report(agent, rig.finish(named(leases, "mine")))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.report(agent, rig.finish(named(leases, "mine")))).isEqualTo(Answer.ALREADY);
        rig.report(agent, rig.bury(named(leases, "match/000001")));
        rig.queues.control().cancel(NAME, null, List.of("match/000002"));
        rig.queues.control().cancel(NAME, null, List.of());

        JsonNode done = pop();
        assertThat(done.at("/id").asText()).isEqualTo("mine");
        assertThat(done.at("/state").asText()).isEqualTo("DONE");
        assertThat(done.at("/outcome").asText()).isEqualTo("OK");
        assertThat(done.at("/stage").asText()).isEqualTo(S);
        assertThat(done.at("/message/params/image").asText()).isEqualTo("a.png");
        assertThat(done.at("/last/host").asText()).isEqualTo("h");
        assertThat(done.at("/last/wall_s").asDouble()).isEqualTo(1.5);
        JsonNode dead = pop();
        assertThat(dead.at("/id").asText()).isEqualTo("match/000001");
        assertThat(dead.at("/state").asText() + dead.at("/outcome").asText()).isEqualTo("DEADEXIT");
        List<String> cancelled = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode one = pop();
            assertThat(one.at("/state").asText() + one.at("/outcome").asText()).isEqualTo("CANCELLEDCANCELLED");
            cancelled.add(one.at("/id").asText());
        }
        assertThat(cancelled).containsExactlyInAnyOrder("match/000002", "match/000003", "match/000004");
        assertThat(pop()).isNull();
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
        assertThat(rig.count(S, State.DONE))
                .as("the completed queue of Muster has it as ever")
                .isOne();
        assertThat(exists("muster:{named}:match:proc", "muster:{named}:match:working"))
                .isZero();
    }

    @Test
    void whatCannotBeReadAndWhatIsTakenFromTheDeadIsToldAsWell() throws Exception {
        rpush("rubbish", "{\"id\":\"lost\"}");
        Lease lease = Rig.claim(agent, S, 2).get(0);
        JsonNode bad = pop();
        assertThat(bad.at("/outcome").asText()).isEqualTo("BAD_MESSAGE");
        assertThat(bad.at("/id").asText()).startsWith("match/bad~");
        assertThat(bad.at("/raw").asText()).isEqualTo("rubbish");

        // The agent is killed, and so is each that follows it, until no loss is forgiven any more.
        for (int died = 0; rig.count(S, State.DEAD) < 2; died++) {
            assertThat(died).isLessThan(30);
            rig.pass(Duration.ofMinutes(30));
            WorkQueue next = rig.agent("next-" + died);
            new Sweeper(next, () -> Instant.ofEpochMilli(rig.time.get()), () -> 0, Rig.LEASE).runOnce();
            rig.pass(Duration.ofMinutes(30));
            next.beat(Rig.agentInfo("next-" + died), List.of());
            Rig.claim(next, S, 1);
        }
        JsonNode dead = pop();
        assertThat(dead.at("/id").asText()).isEqualTo(lease.id());
        assertThat(dead.at("/state").asText()).isEqualTo("DEAD");
        assertThat(pop()).isNull();

        rig.queues.control().requeue(NAME, null, List.of("lost"), false);
        WorkQueue last = rig.agent("last");
        rig.report(last, rig.finish(rig.claimOne(last, S)));
        assertThat(pop().at("/state").asText()).isEqualTo("DONE");
        rig.reopen("lost");
        rig.report(last, rig.finish(rig.claimOne(last, S)));
        assertThat(pop().at("/last/attempt").asInt()).as("done again").isGreaterThan(1);
    }

    @Test
    void namesAreKeptWithTheCampaignAndFoundWhateverOthersSay() {
        assertThat(rig.queues.view().campaign(NAME).orElseThrow().queues()).isEqualTo(NAMES);
        assertThat(rig.queues.intake().create(campaign(NAME, QueueNames.USUAL))).isEqualTo(Created.SAME);
        rig.push(S, 1, 1);
        assertThat(llen("todo")).isOne();
    }

    @ParameterizedTest
    @CsvSource({"todo,,", ",doing,", ",,over"})
    void eachMayBeLeftOut(String processing, String working, String completed) throws Exception {
        rig.queues.control().purge(NAME);
        rig.close();
        rig = rig(NAME, new QueueNames(processing, working, completed));
        agent = rig.agent("a");
        rig.push(S, 1, 2);
        assertThat(llen(processing == null ? "muster:{named}:match:proc" : "todo"))
                .isEqualTo(2);
        Lease lease = rig.claimOne(agent, S);
        assertThat(hlen(working == null ? "muster:{named}:match:working" : "doing"))
                .isOne();
        rig.report(agent, rig.finish(lease));
        assertThat(llen("over")).isEqualTo(completed == null ? 0 : 1);
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
    }

    @Test
    void anotherCampaignIsRefusedByTheNameOfTheFirstUntilThatIsRemoved() {
        rig.push(S, 1, 1);
        try (Queues queues = Queues.connect(TestServer.address())) {
            Campaign second = campaign("second", new QueueNames("other-todo", null, "over"));
            assertThatExceptionOfType(QueueNameException.class)
                    .isThrownBy(() -> queues.intake().create(second))
                    .withMessageContaining("the queue over belongs to campaign named")
                    .satisfies(e -> assertThat(e.advice()).contains("muster purge named"));
            assertThat(queues.view().campaign("second")).isEmpty();
            assertThat(exists("other-todo:muster")).as("all or none").isZero();
            queues.control().purge("second", second.queues());
            assertThat(llen("todo")).as("another's").isOne();
            queues.control().purge(NAME);
            assertThat(queues.intake().create(second)).isEqualTo(Created.NEW);
            queues.control().purge("second");
            assertThat(keys("other-todo*")).isEmpty();
        }
    }

    @Test
    void purgeOfOneWhoseHashIsGoneTakesThoseThatItsOwnerRemembers() {
        rig.push(S, 1, 2);
        runner.ask(redis -> redis.del("muster:{named}:campaign"));
        assertThatExceptionOfType(QueueNameException.class)
                .isThrownBy(() -> rig.queues.intake().create(campaign("second", NAMES)))
                .withMessageContaining("belongs to campaign named, which is not there any more")
                .satisfies(e -> assertThat(e.advice()).contains("redis-cli DEL todo todo:muster"));
        rig.queues.control().purge(NAME);
        assertThat(llen("todo")).isEqualTo(2);
        rig.queues.control().purge(NAME, NAMES);
        assertThat(exists("todo", "todo:muster", "over:muster", "doing:muster")).isZero();
    }

    @Test
    void messagesThatWereThereBeforeTheCampaignAreForeign() {
        rig.queues.control().purge(NAME);
        rig.close();
        rpush("{\"id\":\"early\"}");
        rig = rig(NAME, NAMES);
        rig.push(S, 1, 1);
        assertThat(rig.tally(S).foreign()).isOne();
        assertThat(Rig.claim(rig.agent("b"), S, 5))
                .extracting(Lease::id)
                .containsExactlyInAnyOrder("early", "match/000001");
    }

    @ParameterizedTest
    @CsvSource({"todo,list", "doing,hash", "over,list"})
    void keyOfAnotherKindIsRefused(String key, String kind) {
        rig.queues.control().purge(NAME);
        runner.ask(redis -> redis.set(key, "mine"));
        try {
            assertThatExceptionOfType(QueueNameException.class)
                    .isThrownBy(() -> rig.queues.intake().create(rig.campaign))
                    .withMessageContaining("the key " + key + " is there already, and is no " + kind)
                    .satisfies(e -> assertThat(e.advice()).contains("redis-cli DEL " + key));
        } finally {
            runner.ask(redis -> redis.del(key));
        }
        assertThat(rig.queues.intake().create(rig.campaign)).isEqualTo(Created.NEW);
    }

    @Test
    void workingHashThatIsNoCampaignsIsRefused() {
        rig.queues.control().purge(NAME);
        runner.ask(redis -> redis.hset("doing", "their", "data"));
        assertThatExceptionOfType(QueueNameException.class)
                .isThrownBy(() -> rig.queues.intake().create(rig.campaign))
                .withMessageContaining("the key doing is there already, and what is in it is no campaign's");
        runner.ask(redis -> redis.del("doing"));
    }

    @Test
    void listOfWhatIsOverThatBecameAnotherKeyIsNamedAndNothingIsLost() {
        rig.push(S, 1, 2);
        Lease lease = rig.claimOne(agent, S);
        runner.ask(redis -> redis.set("over", "spoilt"));
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> rig.report(agent, rig.finish(lease)))
                .withMessageContaining("over is no list");
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> rig.queues.control().cancel(NAME, null, List.of()))
                .withMessageContaining("over is no list");
        runner.ask(redis -> redis.del("over"));
        assertThat(rig.report(agent, rig.finish(lease))).isEqualTo(Answer.ACCEPTED);
        assertThat(llen("over")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "muster:{named}:match:proc", "a\nb", "todo:muster"})
    void nameThatCannotBeIsRefused(String name) {
        assertThatExceptionOfType(QueueNameException.class)
                .isThrownBy(() -> rig.queues.intake().create(campaign("bad", new QueueNames(name, null, null))));
        assertThat(rig.queues.view().campaign("bad")).isEmpty();
    }

    @Test
    void oneNameForTwoQueuesAndNamesForSeveralStagesAreRefused() {
        assertThatExceptionOfType(QueueNameException.class)
                .isThrownBy(() -> rig.queues.intake().create(campaign("bad", new QueueNames("q", null, "q"))))
                .withMessageContaining("two queues cannot have one name: q");
        Campaign two = new Campaign("bad", "d", "me", Instant.EPOCH, List.of(Rig.stage("a"), Rig.stage("b")));
        assertThatExceptionOfType(QueueNameException.class)
                .isThrownBy(() -> rig.queues.intake().create(two.withQueues(NAMES)))
                .withMessageContaining("bad has 2");
        assertThat(rig.queues.view().campaign("bad")).isEmpty();
    }

    @Test
    void damagedOneIsMendedUnderItsNames() throws Exception {
        rig.push(S, 1, 4);
        rpush("{\"id\":\"mine\"}");
        List<Lease> leases = Rig.claim(agent, S, 2);
        rig.report(agent, rig.finish(leases.get(0)));
        Campaign known = rig.queues.view().campaign(NAME).orElseThrow();
        runner.ask(redis ->
                redis.del("muster:{named}:campaign", "muster:{named}:match:counts", "muster:{named}:match:index"));

        Recovery recovery = rig.queues.recovery();
        assertThat(recovery.look(known)).isEqualTo(Recovery.There.PART);
        Recovery.Mending mending = recovery.mend(known);
        Recovery.Remains remains = mending.gather(S);
        List<Recovery.Task> tasks = new ArrayList<>();
        for (int n = 1; n <= 4; n++) {
            tasks.add(
                    remains.ended().get(n)
                            ? Recovery.Task.there(Rig.message(S, n))
                            : new Recovery.Task(Rig.message(S, n), null));
        }
        mending.put(S, tasks);
        mending.seal(S);
        mending.end();

        assertThat(rig.queues.view().campaign(NAME).orElseThrow().queues()).isEqualTo(NAMES);
        assertThat(llen("todo")).isEqualTo(4);
        assertThat(exists("doing")).isZero();
        assertThat(rig.tally(S).foreign()).isOne();
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
        assertThat(pop().at("/state").asText()).isEqualTo("DONE");
        assertThat(pop()).as("told once").isNull();
        assertThat(Rig.claim(rig.agent("b"), S, 9)).hasSize(4);
    }

    @Test
    void lostOneIsRestoredUnderItsNames() {
        rig.push(S, 1, 3);
        Campaign known = rig.queues.view().campaign(NAME).orElseThrow();
        rig.queues.control().purge(NAME);
        rig.pass(Duration.ofSeconds(1));
        rpush("{\"id\":\"meanwhile\"}");
        Recovery recovery = rig.queues.recovery();
        assertThat(recovery.begin(known)).isEqualTo(Created.NEW);
        recovery.put(
                NAME,
                S,
                List.of(new Recovery.Task(Rig.message(S, 1), null), new Recovery.Task(Rig.message(S, 2), null)));
        rig.queues.intake().seal(NAME, S);
        recovery.end(NAME);
        String mark = runner.ask(redis -> redis.get("todo:muster"));
        assertThat(mark).isEqualTo("muster:{named}:campaign");
        assertThat(Rig.claim(rig.agent("b"), S, 9)).hasSize(3);
    }

    @Test
    void othersNamesAreNotTakenByARestore() {
        Campaign lost = rig.queues.view().campaign(NAME).orElseThrow();
        rig.queues.control().purge(NAME);
        try (Rig other = rig("other", new QueueNames("todo", null, null))) {
            assertThatExceptionOfType(QueueNameException.class)
                    .isThrownBy(() -> rig.queues.recovery().begin(lost))
                    .withMessageContaining("belongs to campaign other");
            other.queues.control().purge("other");
        }
        assertThatNoException().isThrownBy(() -> rig.queues.recovery().begin(lost));
    }
}
