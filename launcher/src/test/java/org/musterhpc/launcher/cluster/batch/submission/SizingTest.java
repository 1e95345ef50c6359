package org.musterhpc.launcher.cluster.batch.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.cluster.batch.submission.Sizing.Backlog;
import org.musterhpc.launcher.cluster.batch.submission.Sizing.Capacity;
import org.musterhpc.queue.model.Goal;

class SizingTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Capacity OPEN = new Capacity(1, null, null, null);

    private static Backlog work(long waiting, long working) {
        return new Backlog(waiting, working, HOUR, null);
    }

    @ParameterizedTest(name = "{0}: {1} waiting, {2} working -> {3}")
    @CsvSource({
        "auto, 0, 0, 0",
        "auto, 0, 50, 0",
        "auto, 1, 0, 1",
        "auto, 100, 0, 100",
        "auto, 90, 10, 100",
        "auto, 100000, 0, 256",
        "per-task, 5000, 0, 5000",
        "per-task, 20, 30, 50",
        "per-task, 0, 30, 0",
        "12, 1, 0, 12",
        "12, 0, 0, 0",
        "0, 100, 0, 0",
    })
    void elementsFollowWhatThereIsToDo(String goal, long waiting, long working, int elements) {
        assertThat(Sizing.elements(Goal.parse(goal).orElseThrow(), work(waiting, working), OPEN))
                .isEqualTo(elements);
    }

    @Test
    void anElementHasManySlots() {
        assertThat(Sizing.elements(new Goal.Auto(), work(100, 0), new Capacity(8, null, null, null)))
                .isEqualTo(13);
    }

    @Test
    void noMoreThanThrottlePartitionAndQueueAllow() {
        assertThat(Sizing.elements(new Goal.Auto(), work(1000, 0), new Capacity(1, 40, null, null)))
                .isEqualTo(40);
        assertThat(Sizing.elements(new Goal.Auto(), work(1000, 0), new Capacity(1, 40, 8, null)))
                .isEqualTo(8);
        assertThat(Sizing.elements(new Goal.Auto(), work(1000, 0), new Capacity(1, 400, null, 300)))
                .isEqualTo(300);
        assertThat(Sizing.elements(new Goal.PerTask(), work(1000, 0), new Capacity(1, 40, 8, 500)))
                .isEqualTo(500);
        assertThat(Sizing.elements(new Goal.Fixed(700), work(1000, 0), new Capacity(1, 40, 8, 500)))
                .isEqualTo(500);
    }

    @Test
    void shortTasksAreNotWorthAnElementEach() {
        Backlog learned = new Backlog(6000, 0, HOUR, Duration.ofMillis(100));
        assertThat(Sizing.elements(new Goal.Auto(), learned, OPEN)).isEqualTo(10);
        Backlog guessed = new Backlog(1000, 0, Duration.ofSeconds(6), null);
        assertThat(Sizing.elements(new Goal.Auto(), guessed, OPEN)).isEqualTo(10);
        Backlog next = new Backlog(3, 0, HOUR, Duration.ofNanos(1));
        assertThat(Sizing.elements(new Goal.Auto(), next, OPEN)).isEqualTo(1);
    }
}
