package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.State;

class TimeLeftTest {
    private static Tally stage(long pending, long working, long done, Duration mean) {
        RunTimes runs = new RunTimes(
                done, mean.multipliedBy(done), Duration.ZERO, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        return new Tally(
                pending + working + done,
                Map.of(State.PENDING, pending, State.WORKING, working, State.DONE, done),
                0,
                0,
                true,
                Map.of(),
                0,
                runs,
                false);
    }

    @Test
    void whatWaitsAndHalfOfWhatRunsOverAllThatRuns() {
        assertThat(TimeLeft.of(List.of(stage(8, 4, 10, Duration.ofMinutes(10)))))
                .isEqualTo(Duration.ofMinutes(25));
    }

    @Test
    void stagesThatWaitCountWithTheirOwnMean() {
        Tally first = stage(0, 2, 10, Duration.ofMinutes(10));
        Tally second = stage(4, 0, 1, Duration.ofMinutes(5));
        assertThat(TimeLeft.of(List.of(first, second))).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void nothingIsSaidOfShortTasksOrOfWhatNobodyHasSeenRun() {
        assertThat(TimeLeft.of(List.of(stage(100, 50, 1_000, Duration.ofMillis(3)))))
                .isNull();
        assertThat(TimeLeft.of(List.of(stage(8, 4, 0, Duration.ZERO)))).isNull();
        assertThat(TimeLeft.of(List.of(stage(8, 0, 5, Duration.ofMinutes(1))))).isNull();
        assertThat(TimeLeft.of(List.of(stage(0, 0, 5, Duration.ofMinutes(1))))).isNull();
    }
}
