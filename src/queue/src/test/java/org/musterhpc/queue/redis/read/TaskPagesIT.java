package org.musterhpc.queue.redis.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.View;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;

/** A listing a part at a time is the listing. */
class TaskPagesIT {
    private static final String S = "match";
    private static final String NAME = "paging";
    private Rig rig;
    private View view;

    /** Of each state so many that its key is a large one, but of the delayed: those are few, in a small one. */
    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), NAME, Rig.stage(S));
        view = rig.queues.view();
        WorkQueue agent = rig.agent("a");
        rig.push(S, 1, 2_500);
        List<Lease> leases = new ArrayList<>(Rig.claim(agent, S, 1_000));
        leases.addAll(Rig.claim(agent, S, 1_000));
        List<Report> reports = new ArrayList<>();
        leases.subList(0, 600).forEach(lease -> reports.add(rig.finish(lease)));
        leases.subList(600, 1_250).forEach(lease -> reports.add(rig.bury(lease)));
        leases.subList(1_250, 1_270).forEach(lease -> reports.add(rig.retry(lease, Duration.ofMinutes(1))));
        agent.exchange(reports, List.of());
        rig.queues
                .control()
                .cancel(
                        NAME,
                        null,
                        leases.subList(1_270, 1_300).stream().map(Lease::id).toList());
        agent.beat(Rig.agentInfo("a"), leases.subList(1_300, 2_000));
    }

    @AfterEach
    void close() {
        rig.queues.control().purge(NAME);
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,500,7",
        "BLOCKED,0,7",
        "DELAYED,20,7",
        "WORKING,700,64",
        "DONE,600,64",
        "DEAD,650,64",
        "CANCELLED,30,7"
    })
    void partsTogetherAreTheWhole(State state, int there, int most) {
        List<TaskView> whole = new ArrayList<>();
        view.tasks(NAME, S, EnumSet.of(state), whole::add);
        assertThat(whole).hasSize(there);
        List<TaskView> parts = new ArrayList<>();
        String next = "";
        do {
            View.TaskPage page = view.page(NAME, S, state, next, most);
            assertThat(page.tasks()).hasSizeLessThanOrEqualTo(most);
            parts.addAll(page.tasks());
            next = page.next();
        } while (!next.isEmpty());
        assertThat(parts).containsExactlyInAnyOrderElementsOf(whole);
    }

    private List<String> from(State state, long before, long of) {
        List<String> ids = new ArrayList<>();
        String next = view.place(NAME, S, state, before, of);
        do {
            View.TaskPage page = view.page(NAME, S, state, next, 64);
            page.tasks().forEach(task -> ids.add(task.message().id()));
            next = page.next();
        } while (!next.isEmpty());
        return ids;
    }

    private List<String> whole(State state) {
        List<String> ids = new ArrayList<>();
        view.tasks(NAME, S, EnumSet.of(state), task -> ids.add(task.message().id()));
        return ids;
    }

    @ParameterizedTest
    @CsvSource({"PENDING,500", "DELAYED,20"})
    void whatWaitsIsCountedOff(State state, int of) {
        for (int before : List.of(0, 7, of - 1)) {
            assertThat(from(state, before, of))
                    .containsExactlyElementsOf(whole(state).subList(before, of));
        }
        assertThat(from(state, of, of)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"WORKING,700", "DEAD,650"})
    void ofWhatHasNoOrderAboutSoManyFollow(State state, int of) {
        List<String> whole = whole(state);
        List<String> before = whole;
        for (int quarter = 1; quarter < 4; quarter++) {
            List<String> rest = from(state, of * quarter / 4, of);
            assertThat(rest).isSubsetOf(before).doesNotHaveDuplicates();
            assertThat(rest.size()).isBetween(of * (4 - quarter) / 4 - of / 8, of * (4 - quarter) / 4 + of / 8);
            before = rest;
        }
        assertThat(from(state, of, of)).hasSizeLessThan(of / 8);
    }

    @Test
    void whatIsDoneIsEnteredByTime() {
        WorkQueue agent = rig.agent("b");
        List<Lease> leases = Rig.claim(agent, S, 100);
        agent.exchange(leases.stream().<Report>map(rig::finish).toList(), List.of());
        List<String> whole = whole(State.DONE);
        assertThat(from(State.DONE, 0, 700)).isEqualTo(whole);
        List<String> half = from(State.DONE, 350, 700);
        assertThat(half).isNotEmpty();
        assertThat(whole.subList(whole.size() - half.size(), whole.size())).isEqualTo(half);
    }

    @Test
    void placeThatNoPartHasSaidIsRefused() {
        for (String place : List.of("x", "1.0.", "0.0.(5", "0.0.(1-1", "0.-1.0", "0.0.0 0")) {
            assertThatThrownBy(() -> view.page(NAME, S, State.DEAD, place, 5))
                    .as(place)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> view.page(NAME, "other", State.DEAD, "", 5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
