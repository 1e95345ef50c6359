package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;

/** Who submits when, and what is never submitted twice. */
class ArrayWatchIT extends WatchedArrays {

    @Test
    void twoJobsOfOneNameLeaveOne() throws IOException {
        push(4);
        commands.with("sbatch", ":");
        ArrayWatch watch = watch("me");
        assertThat(round(watch, Duration.ZERO).notes())
                .singleElement()
                .asString()
                .contains("did not say whether");
        assertThat(state()).isEqualTo(State.INTENT);
        String name = ledger.arrays(c).get(0).name();
        commands.with(
                "squeue",
                "case $* in *--name=" + name + "*) printf '71|" + name + "|\\n72|" + name + "|\\n';; *) exit 1;; esac");
        round(watch, Duration.ofSeconds(1));
        assertThat(ledger.arrays(c))
                .singleElement()
                .satisfies(array -> assertThat(array.job()).isEqualTo("71"));
        assertThat(state()).isEqualTo(State.SUBMITTED);
        assertThat(folder.resolve("cancelled")).hasContent("72");
        assertThat(called("sbatch")).isEqualTo(1);
    }

    @Test
    void anIntentIsLostOnlyWhenItsTimeIsOverAndTheSchedulerSaysSo() throws IOException {
        push(4);
        commands.hanging("sbatch", Duration.ofMillis(500));
        ArrayWatch watch = watch("me");
        round(watch, Duration.ZERO);
        commands.with("squeue", "echo down >&2; exit 1");
        round(watch, LIMIT.multipliedBy(3));
        assertThat(state()).as("it does not answer").isEqualTo(State.INTENT);
        commands.with("squeue", ":");
        round(watch, LIMIT);
        assertThat(state()).as("it may still arrive").isEqualTo(State.INTENT);
        assertThat(called("sbatch")).isEqualTo(1);
        commands.with("sbatch", "echo 73");
        round(watch, LIMIT.multipliedBy(4));
        assertThat(state()).isEqualTo(State.REFUSED);
        assertThat(ledger.arrays(c).stream().map(ArrayRecord::job)).containsExactly("", "73");
    }

    @Test
    void anIntentIsLookedUpEveryFewSecondsOnly() throws IOException {
        push(4);
        commands.with("sbatch", "echo 'slow' >&2; exit 1");
        commands.with("squeue", "exit 1");
        ArrayWatch watch = watch("me");
        round(watch, Duration.ZERO);
        for (int second = 1; second <= 20; second++) {
            round(watch, Duration.ofSeconds(second));
        }
        assertThat(called("squeue")).isBetween(4L, 5L);
    }

    /** Agents that are there go on; whoever follows the campaign must not end because its cluster is away for a while. */
    @Test
    void aClusterThatIsAwayIsSaidOnceAndTriedAgain() throws IOException {
        push(4);
        commands.with("scontrol", "echo 'Unable to contact slurm controller' >&2; exit 1");
        List<String> notes = new ArrayList<>();
        try (ArraysCare care = new ArraysCare(watch("me"), seen -> 0)) {
            int tries = turns(care, notes, () -> called("sh") >= 3);
            assertThat(notes).singleElement().asString().contains("Unable to contact", "trying again");
            assertThat(tries).as("seconds").isGreaterThan(10);
            assertThat(called("sbatch")).isZero();
            commands.with("scontrol", "echo 'MaxArraySize = 100'");
            turns(care, notes, () -> called("sbatch") > 0 && state() == State.SUBMITTED);
        }
    }

    /** A turn for every second of Redis' time, each with its round; how many there were. */
    private int turns(ArraysCare care, List<String> notes, BooleanSupplier until) {
        for (int second = 0; second < 300; second++) {
            if (until.getAsBoolean()) {
                return second;
            }
            notes.addAll(care.runOnce(at(Duration.ofSeconds(second))));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> !care.busy());
        }
        throw new AssertionError("not within 300 turns: " + notes);
    }

    @Test
    void arraysThatRunNoTaskAreNotSubmittedForEver() {
        push(4);
        ArrayWatch watch = watch("me");
        Duration later = Duration.ZERO;
        for (int i = 0; i < 3; i++) {
            round(watch, later);
            // Nothing is said of it any more: it has ended.
            later = later.plusMinutes(2);
            ArrayRecord array = ledger.arrays(c).get(i);
            ledger.settle(
                    c,
                    State.SUBMITTED,
                    array.seen(new ArrayRecord.Seen(0, 0, 2, "", false), State.ENDED),
                    Duration.ZERO);
        }
        assertThat(called("sbatch")).isEqualTo(3);
        Duration last = later;
        assertThatThrownBy(() -> round(watch, last))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).contains("no Java"))
                .hasMessageContaining("3 arrays in a row ended on cluster cosma without running a task");
        assertThat(called("sbatch")).isEqualTo(3);
    }

    @Test
    void whoeverHasNothingToDoKeepsNobodyFromIt() throws IOException {
        commands.with("squeue", "exit 1");
        ArrayWatch idle = watch("idle");
        assertThat(round(idle, Duration.ZERO)).isEqualTo(ArrayWatch.Round.IDLE);
        push(4);
        ArrayWatch watch = watch("me");
        assertThat(round(watch, Duration.ZERO).submitted()).isEqualTo(2);
        assertThat(round(idle, Duration.ZERO)).isEqualTo(ArrayWatch.Round.ELSEWHERE);
        watch.letGo();
        assertThat(round(idle, Duration.ZERO).watching()).isTrue();
        assertThat(called("sbatch")).isEqualTo(1);
    }
}
