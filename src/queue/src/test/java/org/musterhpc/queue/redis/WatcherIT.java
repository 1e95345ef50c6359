package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.Watcher.Notice;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.RedisVersion;

/** What watchers are told, on each version; a lease of theirs is of the server's own clock, so it is either an hour or next to nothing. */
@ParameterizedClass
@EnumSource(RedisVersion.class)
class WatcherIT {
    private static final String A = "first";
    private static final String B = "second";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Set<State> ENDS = Set.of(State.DONE, State.DEAD, State.CANCELLED);

    private final RedisServer server;
    private Rig rig;
    private WorkQueue agent;

    WatcherIT(RedisVersion version) {
        this.server = version.start("appendonly yes", "appendfsync always");
    }

    @BeforeEach
    void open() {
        rig = new Rig(address(), "watched", Rig.stage(A), Rig.stage(B));
        agent = rig.agent("a");
        rig.push(A, 1, 20);
        rig.push(B, 1, 20);
    }

    private RedisAddress address() {
        return new RedisAddress(server.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    private Watcher watcher(String name, String process) {
        return watcher(name, process, HOUR, ENDS);
    }

    private Watcher watcher(String name, String process, Duration lease, Set<State> states, String... stages) {
        return rig.queues.watcher(
                "watched", new Watcher.Choice(name, Set.of(stages), states, lease), process, who -> false);
    }

    private static List<String> ids(List<Notice> notices) {
        return notices.stream().map(each -> each.ending().message().id()).toList();
    }

    /** One task after the other: two are done, one is dead, one in the other stage is done, one is cancelled, one is dead. */
    private List<String> someEnd() {
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Lease lease = rig.claimOne(agent, A);
            assertThat(rig.report(agent, i < 2 ? rig.finish(lease) : rig.bury(lease)))
                    .isEqualTo(Answer.ACCEPTED);
            ended.add(lease.id());
        }
        Lease other = rig.claimOne(agent, B);
        rig.report(agent, rig.finish(other));
        ended.add(other.id());
        rig.queues.control().cancel("watched", null, List.of("first/000010"));
        ended.add("first/000010");
        Lease last = rig.claimOne(agent, A);
        rig.report(agent, rig.bury(last));
        ended.add(last.id());
        return ended;
    }

    /** Ends of which the server's clock cannot tell which was first come stage by stage. */
    private static void inOrder(List<Notice> notices) {
        assertThat(notices.stream()
                        .map(Notice::entry)
                        .map(entry -> Long.parseLong(entry.substring(0, entry.indexOf('-'))))
                        .toList())
                .isSorted();
    }

    @Test
    void allThatEndedIsToldInItsOrderAlsoToThoseThatComeLate() {
        List<String> ended = someEnd();
        Watcher late = watcher("late", "p");
        List<Notice> notices = late.next(100);
        assertThat(ids(notices)).containsExactlyInAnyOrderElementsOf(ended);
        inOrder(notices);
        assertThat(notices)
                .extracting(each -> each.ending().state())
                .containsExactlyInAnyOrder(State.DONE, State.DONE, State.DEAD, State.DONE, State.CANCELLED, State.DEAD);
        assertThat(late.next(100)).isEmpty();
        assertThat(late.allTold()).isFalse();
        late.acknowledge(notices);
        assertThat(late.next(100)).isEmpty();
        assertThat(late.allTold()).isTrue();
        // Those that ended before it came, and those after.
        Lease lease = rig.claimOne(agent, A);
        rig.report(agent, rig.finish(lease));
        assertThat(ids(late.next(100))).containsExactly(lease.id());
    }

    @Test
    void fewAtATimeAreTheSameAsMany() {
        List<String> ended = someEnd();
        Watcher one = watcher("one", "p");
        List<Notice> notices = new ArrayList<>();
        for (List<Notice> some = one.next(1); !some.isEmpty(); some = one.next(1)) {
            notices.addAll(some);
            one.acknowledge(some);
        }
        assertThat(ids(notices))
                .containsExactlyElementsOf(ids(watcher("all", "q").next(100)))
                .hasSameSizeAs(ended);
    }

    @Test
    void eachNameIsToldOfAllAndItsProcessesShareThem() {
        List<String> ended = someEnd();
        Watcher p = watcher("shared", "p");
        Watcher q = watcher("shared", "q");
        List<Notice> first = p.next(4);
        List<Notice> second = q.next(100);
        assertThat(first).hasSize(4);
        List<String> both = new ArrayList<>(ids(first));
        both.addAll(ids(second));
        assertThat(both).containsExactlyInAnyOrderElementsOf(ended);
        assertThat(ids(watcher("other", "p").next(100))).containsExactlyInAnyOrderElementsOf(ended);
        p.acknowledge(first);
        q.next(1);
        assertThat(q.allTold()).isFalse();
    }

    @Test
    void whatAProcessHeldComesBackAfterItsLease() {
        someEnd();
        List<Notice> held = watcher("w", "dead").next(3);
        Watcher other = watcher("w", "other", SHORT, ENDS);
        assertThat(ids(watcher("w", "patient").next(100))).doesNotContainAnyElementsOf(ids(held));
        List<Notice> again = new ArrayList<>();
        await().until(() -> again.addAll(other.next(100)) && ids(again).containsAll(ids(held)));
        inOrder(again.subList(0, 3));
    }

    @Test
    void whatIsStillHeldComesToNobodyAndWhatHasLapsedIsNotTakenBack() {
        someEnd();
        Watcher p = watcher("w", "p");
        List<Notice> held = p.next(3);
        Watcher q = watcher("w", "q", SHORT, ENDS);
        List<Notice> taken = new ArrayList<>();
        await().until(() -> taken.addAll(q.next(100)) && ids(taken).containsAll(ids(held)));
        p.hold(held);
        p.leave();
        Watcher r = watcher("w", "r");
        assertThat(r.next(100)).isEmpty();
        q.leave();
        assertThat(ids(r.next(100))).hasSize(6).containsAll(ids(held));
    }

    @Test
    void whatAProcessHeldThatIsSurelyGoneIsTakenOverAtOnce() {
        someEnd();
        List<Notice> held = watcher("w", "host 7").next(3);
        Watcher next = rig.queues.watcher(
                "watched", new Watcher.Choice("w", Set.of(), ENDS, HOUR), "host 8", "host 7"::equals);
        List<Notice> all = next.next(100);
        assertThat(all).hasSize(6);
        assertThat(all.subList(0, 3)).isEqualTo(held);
        inOrder(all);
    }

    @Test
    void stagesAndStatesAreChosen() {
        someEnd();
        assertThat(ids(watcher("b", "p", HOUR, ENDS, B).next(100))).containsExactly("second/000001");
        Watcher dead = watcher("d", "p", HOUR, Set.of(State.DEAD));
        assertThat(ids(dead.next(100))).containsExactly("first/000003", "first/000004");
        assertThat(ids(watcher("c", "p", HOUR, Set.of(State.CANCELLED)).next(100)))
                .containsExactly("first/000010");
        assertThatThrownBy(() -> watcher("x", "p", HOUR, ENDS, "third")).hasMessageContaining("no stage third");
    }

    @Test
    void whatIsSentAgainIsToldWhenItEndsAgain() {
        someEnd();
        Watcher before = watcher("before", "p");
        before.acknowledge(before.next(100));
        rig.queues.control().requeue("watched", A, List.of("first/000003"), false);
        rig.reopen("first/000001");
        Watcher after = watcher("after", "p");
        assertThat(ids(after.next(100))).hasSize(4).doesNotContain("first/000001", "first/000003");
        assertThat(before.next(100)).isEmpty();
        rig.queues.control().cancel("watched", null, List.of("first/000003", "first/000001"));
        assertThat(ids(before.next(100))).containsExactlyInAnyOrder("first/000001", "first/000003");
        assertThat(ids(after.next(100))).containsExactlyInAnyOrder("first/000001", "first/000003");
    }

    @Test
    void whatWasTakenOutWhileAProcessHeldItIsForgotten() {
        someEnd();
        Watcher p = watcher("w", "p", SHORT, ENDS);
        assertThat(p.next(100)).hasSize(6);
        rig.reopen("first/000001");
        rig.reopen("first/000002");
        rig.queues.control().requeue("watched", null, List.of(), true);
        List<String> again = new ArrayList<>();
        await().until(() -> again.addAll(ids(p.next(100))));
        assertThat(again).containsExactly("second/000001");
        assertThat(server.ask("XLEN muster:{watched}:first:ended")).isEqualTo("0");
    }

    @Test
    void lostNotesAreMadeAnew() {
        someEnd();
        Watcher w = watcher("w", "p");
        w.acknowledge(w.next(100));
        server.ask("DEL muster:{watched}:first:ended");
        assertThat(ids(w.next(100))).containsExactlyInAnyOrder("first/000003", "first/000004", "first/000010");
        assertThat(ids(watcher("late", "p").next(100))).hasSize(6);
    }

    @Test
    void watcherOfACampaignThatIsGoneSaysSo() {
        Watcher w = watcher("w", "p");
        assertThat(w.next(1)).isEmpty();
        rig.queues.control().purge("watched");
        assertThatThrownBy(() -> w.next(1)).isInstanceOf(LostCampaignException.class);
        assertThatThrownBy(() -> watcher("w", "q")).isInstanceOf(LostCampaignException.class);
        rig.pass(Duration.ofSeconds(1));
        Campaign same = rig.campaign;
        rig.queues.intake().create(same);
        assertThatThrownBy(() -> w.next(1)).isInstanceOf(LostCampaignException.class);
    }

    @Test
    void whatIsHeldOutlivesTheServersDeath() {
        someEnd();
        List<Notice> told = watcher("w", "dead").next(2);
        List<Notice> held = watcher("w", "dead").next(2);
        watcher("w", "dead").acknowledge(told);
        Watcher other = watcher("w", "other", SHORT, ENDS);
        server.kill9();
        server.restart();
        List<Notice> again = new ArrayList<>();
        await().ignoreExceptions().until(() -> again.addAll(other.next(100)) && again.size() >= 4);
        assertThat(ids(again)).hasSize(4).containsAll(ids(held)).doesNotContainAnyElementsOf(ids(told));
    }

    @Test
    void manyAreToldOnceEach() {
        rig.push(A, 21, 3_000);
        WorkQueue other = rig.agent("b");
        for (List<Lease> some = Rig.claim(other, A, 500); !some.isEmpty(); some = Rig.claim(other, A, 500)) {
            List<Lease> leases = some;
            other.exchange(
                    leases.stream()
                            .<Report>map(lease -> lease.message().n() % 3 == 0 ? rig.bury(lease) : rig.finish(lease))
                            .toList(),
                    List.of());
        }
        rig.queues.control().cancel("watched", B, List.of());
        Watcher w = watcher("w", "p");
        List<Notice> all = new ArrayList<>();
        for (List<Notice> some = w.next(1_500); !some.isEmpty(); some = w.next(1_500)) {
            all.addAll(some);
            w.hold(some);
            w.acknowledge(some);
        }
        assertThat(all).hasSize(3_020);
        assertThat(ids(all)).doesNotHaveDuplicates();
        inOrder(all);
        assertThat(w.allTold()).isTrue();
    }
}
