package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.Lease;

class BacklogTest {
    private static final long MIB = 1L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, Duration.ofHours(1)));
    private final Backlog backlog = new Backlog();
    private long now;

    private ClaimedTask add(int cpus, long mebibytes) {
        Lease lease = queue.with("s", 1).take("s");
        ClaimedTask task = new ClaimedTask(lease, new Resources(cpus, mebibytes * MIB), now, false);
        backlog.add(task);
        return task;
    }

    private ClaimedTask take(int cpus, long mebibytes) {
        return backlog.take(new Resources(cpus, mebibytes * MIB), now);
    }

    @Test
    void whatDoesNotFitWaitsInEachDimension() {
        ClaimedTask large = add(1, 300);
        ClaimedTask wide = add(3, 10);
        ClaimedTask small = add(1, 100);

        assertThat(take(2, 200)).isSameAs(small);
        assertThat(take(2, 200)).isNull();
        assertThat(take(3, 200)).isSameAs(wide);
        assertThat(take(1, 300)).isSameAs(large);
    }

    @Test
    void smallTasksGoBeforeALargeOneForAWhileAndThenNoLonger() {
        ClaimedTask large = add(1, 300);
        for (int i = 0; i < 3; i++) {
            add(1, 100);
        }
        assertThat(take(2, 200)).isNotNull();
        assertThat(backlog.anyDue(now)).isFalse();

        now = PATIENCE.toNanos();
        assertThat(backlog.anyDue(now)).isTrue();
        assertThat(take(2, 200)).as("room is kept").isNull();
        assertThat(take(2, 300)).isSameAs(large);
        assertThat(backlog.anyDue(now)).isFalse();
        assertThat(take(2, 200)).isNotNull();
    }

    @Test
    void largeTaskThatNothingWentBeforeIsNotPassedOver() {
        add(1, 300);
        take(2, 200);
        now = PATIENCE.toNanos();
        assertThat(backlog.anyDue(now)).isFalse();
    }

    @Test
    void whatComesBackIsNotPassedOverFromTheBeginning() {
        ClaimedTask large = add(1, 300);
        add(1, 100);
        take(2, 200);
        now = Duration.ofSeconds(2).toNanos();
        assertThat(backlog.takeOlderThan(Duration.ofSeconds(1).toNanos(), now)).containsExactly(large);

        now = PATIENCE.toNanos();
        backlog.add(new ClaimedTask(large.lease(), large.cost(), now, false));
        add(1, 100);
        assertThat(take(2, 200)).isNull();
        now += Duration.ofSeconds(2).toNanos();
        assertThat(backlog.takeOlderThan(Duration.ofSeconds(1).toNanos(), now))
                .as("it is the next to begin: it stays")
                .hasSize(1)
                .doesNotContain(large);
        assertThat(take(1, 300)).isNotNull();
    }
}
