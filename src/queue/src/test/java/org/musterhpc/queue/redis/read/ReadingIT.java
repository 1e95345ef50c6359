package org.musterhpc.queue.redis.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.View;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** What readers see of a campaign with a task in every state. */
class ReadingIT {
    private static final String S = "match";
    private Rig rig;
    private WorkQueue agent;
    private View view;

    /** 1 done, 2 dead, 3 delayed, 4 working, 5 cancelled, 6 and 7 pending. */
    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "reading", Rig.stage(S));
        agent = rig.agent("a");
        view = rig.queues.view();
        rig.push(S, 1, 7);
        List<Lease> leases = Rig.claim(agent, S, 5);
        agent.exchange(
                List.of(
                        rig.finish(leases.get(0)),
                        rig.bury(leases.get(1)),
                        rig.retry(leases.get(2), Duration.ofMinutes(1))),
                List.of());
        rig.queues.control().cancel("reading", null, List.of(leases.get(4).id()));
        agent.beat(Rig.agentInfo("a"), List.of(leases.get(3)));
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("reading");
        rig.close();
    }

    private List<String> ids(State state) {
        List<String> ids = new ArrayList<>();
        view.tasks(
                "reading",
                null,
                EnumSet.of(state),
                task -> ids.add(task.message().id()));
        return ids;
    }

    @ParameterizedTest
    @EnumSource(value = State.class, names = "BLOCKED", mode = EnumSource.Mode.EXCLUDE)
    void tasksAreListedAndFoundByTheirState(State state) {
        List<String> ids = ids(state);
        assertThat(ids).hasSize(state == State.PENDING ? 2 : 1);
        for (String id : ids) {
            TaskView found = view.find("reading", id).orElseThrow();
            assertThat(found.state()).isEqualTo(state);
            assertThat(found.message().id()).isEqualTo(id);
        }
    }

    @Test
    void agentsAreListedWithWhatTheyHold() {
        rig.agent("b");
        rig.push(S, 8, 2_500);
        Rig.claim(rig.agent("c"), S, 1_000);
        rig.agent("d").exchange(List.of(), List.of(new Want(S, 1_000)));
        assertThat(view.agents("reading"))
                .extracting(each -> each.info().name() + " " + each.running())
                .containsExactly("a 1", "b 0", "c 1000", "d 1000");
    }

    @Test
    void holderOfAWorkingTaskIsShown() {
        TaskView task = view.find("reading", "match/000004").orElseThrow();
        assertThat(task.lease().agent()).isEqualTo("a");
        assertThat(Duration.between(task.lease().claimed(), task.lease().deadline()))
                .isEqualTo(Rig.WALLTIME);
        assertThat(Duration.between(task.lease().claimed(), task.lease().expires()))
                .isEqualTo(Rig.LEASE);
    }

    @Test
    void agentsAreShownAndCalledDeadAfterTheirLease() {
        assertThat(view.agents("reading"))
                .singleElement()
                .satisfies(one -> assertThat(one.alive()).isTrue())
                .satisfies(one -> assertThat(one.running()).isEqualTo(1));
        assertThat(rig.overview().agents()).isEqualTo(1);
        rig.pass(Rig.LEASE.plusSeconds(1));
        assertThat(view.agents("reading"))
                .singleElement()
                .satisfies(one -> assertThat(one.alive()).isFalse());
        assertThat(rig.overview().agents()).isZero();
        agent.leave(Rig.agentInfo("a"));
        assertThat(view.agents("reading")).isEmpty();
    }

    @Test
    void eventsComeOnceAndInTheirOrder() {
        List<String> kinds = new ArrayList<>();
        View.Cursor cursor = null;
        View.Events page;
        do {
            page = view.events("reading", cursor, 2);
            page.events().forEach(event -> kinds.add(event.kind()));
            cursor = page.next();
        } while (!page.events().isEmpty());
        assertThat(kinds).containsExactlyInAnyOrder("finish", "bury", "retry", "cancel");
    }

    @Test
    void endingsAreDoneThenDeadThenCancelled() {
        List<String> ids = new ArrayList<>();
        view.endings("reading", null, ending -> ids.add(ending.message().id()));
        assertThat(ids).containsExactly("match/000001", "match/000002", "match/000005");
    }

    @Test
    void auditSeesWhatIsInTwoPlaces() {
        assertThat(view.audit("reading").holds()).isTrue();
        try (ScriptRunner runner = TestServer.runner()) {
            String body = runner.ask(redis -> redis.lindex("muster:{reading}:match:proc", 0));
            runner.ask(redis -> redis.rpush("muster:{reading}:match:held", body));
        }
        assertThat(view.audit("reading").doubled()).containsExactly("match/000006");
        assertThat(rig.overview().stages().get(S).holds()).isFalse();
    }

    @Test
    void cancelOfEverythingLeavesWhatHasEnded() {
        assertThat(rig.queues.control().cancel("reading", null, List.of())).isEqualTo(4);
        assertThat(rig.count(S, State.CANCELLED)).isEqualTo(5);
        assertThat(rig.count(S, State.DONE)).isEqualTo(1);
        assertThat(rig.count(S, State.DEAD)).isEqualTo(1);
        assertThat(rig.queues
                        .control()
                        .requeue("reading", null, List.of(), true)
                        .sent())
                .isEqualTo(6);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(6);
    }

    /** 2 is dead: whoever cancels it then does not make what it died of be forgotten. */
    @Test
    void deadTaskThatIsCancelledKeepsItsHistory() {
        assertThat(rig.queues.control().cancel("reading", null, List.of("match/000002")))
                .isEqualTo(1);
        var task = view.find("reading", "match/000002").orElseThrow();
        assertThat(task.state()).isEqualTo(State.CANCELLED);
        assertThat(task.history()).extracting(Attempt::attempt).containsExactly(1);
        rig.queues.control().requeue("reading", null, List.of("match/000002"), true);
        assertThat(view.find("reading", "match/000002").orElseThrow().history()).hasSize(1);
    }

    /** Two people send the dead again at once; in between, the task has died once more. */
    @Test
    void whatWasSeenOfADeadTaskSendsItAgainOnceOnly() {
        try (ScriptRunner runner = TestServer.runner()) {
            Keys keys = new Keys("muster:", "reading");
            String seen = runner.ask(redis -> redis.hget(keys.dead(S), "match/000002"));
            rig.queues.control().requeue("reading", S, List.of("match/000002"), false);
            assertThat(requeue(runner, keys, seen)).isEqualTo(List.of("STALE"));
            // It goes to the end of the queue.
            for (Lease lease : Rig.claim(agent, S, 3)) {
                rig.report(agent, lease.id().equals("match/000002") ? rig.bury(lease) : rig.finish(lease));
            }
            assertThat(rig.count(S, State.DEAD)).isEqualTo(1);
            assertThat(requeue(runner, keys, seen)).isEqualTo(List.of("STALE"));
            assertThat(rig.count(S, State.DEAD)).isEqualTo(1);
            String now = runner.ask(redis -> redis.hget(keys.dead(S), "match/000002"));
            assertThat(requeue(runner, keys, now)).isEqualTo(List.of("ACCEPTED"));
        }
    }

    private static List<?> requeue(ScriptRunner runner, Keys keys, String seen) {
        return (List<?>) runner.run(Script.REQUEUE.on(
                List.of(
                        keys.campaign(),
                        keys.dead(S),
                        keys.proc(S),
                        keys.held(S),
                        keys.blocked(S),
                        keys.counts(S),
                        keys.history(S),
                        keys.need(S),
                        keys.events(),
                        keys.ended(S),
                        keys.dead(S),
                        keys.cancelled(S)),
                List.of("", "free<", S + ">", "match/000002", seen, "{\"id\":\"match/000002\"}", "", "")));
    }
}
