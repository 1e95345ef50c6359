package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.claim.ClaimPlanner.Left;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;

/** Tasks are packed by all that they take, and GPUs are given by their numbers. */
class ResourcesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Resources WHOLE = new Resources(8, 1L << 30, 2, Map.of("licence", 3));

    @TempDir
    Path logs;

    private static Stage stage(String name, int priority, int gpus, Map<String, Integer> named) {
        return FakeQueue.stage(name, priority, new Stage.Limits(HOUR, 1, null, gpus, named));
    }

    @Test
    void eachKindIsCountedByItself() {
        Resources part = new Resources(1, 0, 1, Map.of("licence", 2));
        assertThat(WHOLE.holds(part)).isTrue();
        assertThat(WHOLE.times(part)).isEqualTo(1);
        Resources left = WHOLE.minus(part);
        assertThat(left).isEqualTo(new Resources(7, 1L << 30, 1, Map.of("licence", 1)));
        assertThat(left.holds(part)).isFalse();
        assertThat(left.times(part)).isZero();
        assertThat(left.plus(part)).isEqualTo(WHOLE);
        assertThat(WHOLE.minus(new Resources(0, 0, 0, Map.of("licence", 3))).named())
                .isEmpty();
        assertThat(WHOLE.holds(new Resources(1, 0, 0, Map.of("other", 1)))).isFalse();
    }

    @Test
    void whatAnAgentDoesNotHaveIsNotAskedForAndSaidInWords() {
        Stage many = stage("many", 2, 3, Map.of());
        Stage licensed = stage("licensed", 1, 0, Map.of("licence", 4));
        Stage plain = stage("plain", 0, 0, Map.of());
        FakeQueue queue = new FakeQueue(many, licensed, plain);
        ClaimPlanner planner = new ClaimPlanner(queue.campaign(), new Capacity(WHOLE, true), null);
        Allotment allotment = new Allotment(null, null, WHOLE, () -> 0);
        assertThat(planner.wants(new Left(WHOLE, 0, 0), allotment, 0))
                .extracting(want -> want.stage() + " " + want.most())
                .containsExactly("plain 8");
        assertThat(allotment.lack(many)).isEqualTo("a task of stage many needs 3 GPUs, this agent has 2 GPUs");
        assertThat(allotment.lack(licensed)).isEqualTo("a task of stage licensed needs licence: 4, this agent has 3");
    }

    @Test
    void nothingIsClaimedAheadThatOthersMayHaveInstead() {
        Stage bounded = stage("bounded", 0, 0, Map.of()).boundedBy(new Bounds(100, null, Map.of()));
        Campaign campaign = new FakeQueue(bounded).campaign();
        ClaimPlanner planner = new ClaimPlanner(campaign, new Capacity(WHOLE, true), null);
        assertThat(planner.wants(new Left(WHOLE, 50, 0), new Allotment(null, null, () -> 0), 0))
                .extracting(want -> want.most())
                .containsExactly(8);
    }

    @Test
    void gpusAreGivenByTheirNumbersAndOnceAtATime() {
        FakeQueue queue = new FakeQueue(stage("gpu", 1, 1, Map.of()), stage("cpu", 0, 0, Map.of()));
        Bench bench = new Bench(logs, queue, new Capacity(WHOLE, true));
        List<String> given = new ArrayList<>();
        bench.source = (lease, space, deadline) -> {
            given.add(lease.stage() + space.gpus());
            return new Bench.Ended(lease, space, deadline);
        };
        queue.with("gpu", 3).with("cpu", 1);
        bench.slots.arrived(List.of(task(queue, "gpu"), task(queue, "gpu"), task(queue, "gpu"), task(queue, "cpu")));
        assertThat(given).containsExactly("gpu[0]", "gpu[1]", "cpu[]");
        bench.turns.remove(1).run();
        assertThat(given).as("the one whose task has ended").endsWith("gpu[1]");
    }

    private static ClaimedTask task(FakeQueue queue, String stage) {
        Capacity capacity = new Capacity(WHOLE, true);
        return new ClaimedTask(queue.take(stage), capacity.cost(queue.campaign().stage(stage)), 0, false);
    }
}
