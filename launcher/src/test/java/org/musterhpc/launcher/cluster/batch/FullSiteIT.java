package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Goal;

/** What a site lets in is used, and the rest submitted when there is room; what it refuses for good is told. */
class FullSiteIT extends WatchedArrays {
    private static final String FULL =
            "echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; echo 'sbatch: error: Batch job"
                    + " submission failed: Job violates accounting/QOS policy' >&2; exit 1";

    /** Lets in arrays of so many elements in all; further ones are refused. */
    private void letsIn(int elements) throws IOException {
        Path room = folder.resolve("room");
        Files.writeString(room, elements + "\n");
        commands.with(
                "sbatch",
                COUNT + "r=$(cat " + room + ")\n" + "if [ $n -gt $r ]; then " + FULL + "; fi; echo $((r - n)) > " + room
                        + "; echo 7$r");
    }

    @Test
    void whatASiteLetsInIsUsedAndTheRestWhenThereIsRoom() throws IOException {
        push(100);
        ledger.goal(c, "cosma", new Goal.Fixed(50));
        letsIn(20);
        ArrayFleet fleet = fleet("me");
        Round first = round(fleet, Duration.ZERO);
        assertThat(first.submitted()).isEqualTo(20);
        assertThat(first.notes())
                .anySatisfy(note ->
                        assertThat(note).contains("takes 20 of 50 elements now", "QOSMaxSubmitJobPerUserLimit"));
        assertThat(called("sbatch")).isLessThanOrEqualTo(8);
        assertThat(ledger.arrays(c)).anyMatch(ArrayRecord::held);
        letsIn(100);
        commands.with(
                "squeue",
                "for a in 720 78 72 71; do for i in 0 1 2 3 4 5 6 7 8 9 10 11; do"
                        + " echo \"$a|$i|RUNNING|None|0|\"; done; done");
        assertThat(round(fleet, Duration.ofSeconds(4)).submitted()).isZero();
        assertThat(round(fleet, Duration.ofSeconds(70)).submitted()).isEqualTo(30);
        assertThat(ledger.arrays(c)).noneMatch(ArrayRecord::held);
    }

    @Test
    void siteThatIsFullIsNoFailureHoweverLong() throws IOException {
        push(4);
        commands.with("sbatch", FULL);
        ArrayFleet fleet = fleet("me");
        List<String> notes = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            notes.addAll(round(fleet, Duration.ofSeconds(second)).notes());
        }
        assertThat(notes).singleElement().asString().contains("takes no more jobs of yours now");
        assertThat(called("sbatch")).isBetween(10L, 15L);
        assertThat(ledger.arrays(c)).singleElement().matches(ArrayRecord::held);
        letsIn(2);
        assertThat(round(fleet, Duration.ofSeconds(661)).submitted()).isEqualTo(2);
    }

    /** An array that never reached the cluster is none that has ended without running a task. */
    @Test
    void submissionsThatGetLostAreNoArraysThatRanNoTask() throws IOException {
        push(4);
        commands.with("sbatch", "exit 1");
        ArrayFleet fleet = fleet("me");
        for (int second = 0; second < 600; second += 5) {
            round(fleet, Duration.ofSeconds(second));
        }
        assertThat(called("sbatch")).isGreaterThan(3);
    }

    @Test
    void limitsAreAskedAnewWhereARefusalDisprovesThem() throws IOException {
        push(100);
        ledger.goal(c, "cosma", new Goal.Fixed(50));
        commands.with(
                "sbatch",
                COUNT + "if [ $n -gt 20 ]; then echo 'sbatch: error: Batch"
                        + " job submission failed: Invalid job array specification' >&2; exit 1; fi; echo 8$n");
        ArrayFleet fleet = fleet("me");
        site().limits(queues.view().now());
        commands.with("scontrol", "echo 'MaxArraySize = 20'");
        assertThat(round(fleet, Duration.ZERO).submitted()).isEqualTo(50);
        assertThat(ledger.arrays(c).stream()
                        .filter(array -> array.state() == State.SUBMITTED)
                        .map(array -> array.elements().count()))
                .containsExactly(17, 17, 16);
    }

    @Test
    void refusalThatStandsTellsWhatWasAskedFor() throws IOException {
        push(4);
        commands.with("sbatch", "echo 'sbatch: error: Access/permission denied' >&2; exit 1");
        assertThatThrownBy(() -> round(fleet("me"), Duration.ZERO))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.advice()).contains("the standard partition may not let you in"))
                .hasMessageContaining("2 elements of 1 cpu, walltime 00:30:00");
    }
}
