package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;

/** What a scheduler says of arrays, and what its silence means. */
class ArrayPollIT extends WatchedArrays {
    @Override
    Integer throttle() {
        return 4;
    }

    /** By another name a lost answer is not found again, and tasks are told of a walltime that is not theirs. */
    @Test
    void anArrayThatIsNotWhatWasAskedForIsCancelledAndTold() throws IOException {
        push(4);
        commands.with("scontrol", jobs("NAME", "RUNNING", "00:02:00"));
        ArrayFleet fleet = fleet("me");
        assertThatThrownBy(() -> round(fleet, Duration.ZERO))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.exit()).isEqualTo(Problem.USAGE);
                    assertThat(problem.advice()).contains("wrapper or defaults of sbatch");
                })
                .hasMessageContaining("something else of array 71")
                .hasMessageContaining("its name is NAME, not m-")
                .hasMessageContaining("its walltime is 00:02:00, not 00:30:00")
                .hasMessageContaining("it was cancelled");
        assertThat(folder.resolve("cancelled")).hasContent("71");
        assertThat(state()).isEqualTo(State.ENDED);
    }

    @Test
    void whatCannotBeLookedAtAtOnceIsLookedAtLater() throws IOException {
        push(4);
        commands.with("squeue", "printf '71|0|PENDING|Priority|0|\\n71|1|PENDING|Priority|0|\\n'");
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        commands.with("scontrol", jobs("NAME", "PENDING", "00:30:00"));
        round(fleet, Duration.ofSeconds(2));
        assertThat(state()).isEqualTo(State.SUBMITTED);
        assertThatThrownBy(() -> round(fleet, Duration.ofSeconds(8))).hasMessageContaining("its name is NAME");
    }

    /** As where something narrows the list: twelve arrays were submitted for one. */
    @Test
    void whatAListDoesNotShowIsNeitherTakenBackNorSubmittedAgain() throws IOException {
        push(4);
        ArrayFleet fleet = fleet("me");
        assertThat(round(fleet, Duration.ZERO).submitted()).isEqualTo(2);
        commands.with("scontrol", jobs(ledger.arrays(c).get(0).name(), "RUNNING", "00:30:00"));
        Round round = round(fleet, Duration.ofSeconds(70));
        assertThat(round.notes()).singleElement().asString().contains("missing in cluster cosma's list of jobs");
        assertThat(round.submitted()).isZero();
        assertThat(state()).isEqualTo(State.SUBMITTED);
        commands.with("scontrol", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
        round(fleet, Duration.ofSeconds(140));
        assertThat(state()).as("the controller knows it no more").isEqualTo(State.ENDED);
    }

    @Test
    void anElementWhoseAgentBeatsIsThereWhateverAListShows() throws IOException {
        push(4);
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        commands.with("scontrol", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
        var agent = new WorkQueue.AgentInfo("a", "cosma", "n1", 1, "71_0", 1, Duration.ofMinutes(30));
        Round round;
        try (WorkQueue work = queues.work(c, agent, Duration.ZERO)) {
            work.beat(agent, List.of());
            var claimed = work.exchange(List.of(), List.of(new WorkQueue.Want("s", 2)));
            work.beat(agent, claimed.leases());
            round = round(fleet, Duration.ofSeconds(70));
        }
        assertThat(round.released()).isZero();
        assertThat(queues.view().overview(c).stages().get("s").count(org.musterhpc.queue.model.State.WORKING))
                .isEqualTo(2);
        assertThat(ledger.arrays(c).get(0).seen().running()).isEqualTo(1);
    }

    @Test
    void whatAnEndedArrayLeavesOfTheThrottleIsGivenToTheOthers() throws IOException {
        push(4);
        commands.with("scontrol", "echo \"$@\" >> " + folder.resolve("updates") + "; echo 'MaxArraySize = 100'");
        ArrayFleet fleet = fleet("me");
        for (String job : List.of("81", "82")) {
            ArrayRecord array = new ArrayRecord(
                    "m-" + job,
                    "cosma",
                    "",
                    new ArrayRecord.Elements(0, 3, 2, false),
                    new ArrayRecord.ElementSize(Duration.ofMinutes(30), 1, null),
                    ArrayRecord.Seen.nothing(4),
                    ArrayRecord.Standing.of(State.INTENT));
            fleet.hold();
            ledger.intend(c, "me", array, Duration.ofMinutes(1));
            ledger.settle(c, State.INTENT, array.submitted(job), Duration.ZERO);
        }
        commands.with(
                "squeue",
                "for i in 0 1; do echo \"82|$i|RUNNING|None|0|\"; done; "
                        + "for i in 2 3; do echo \"82|$i|PENDING|JobArrayTaskLimit|0|\"; done; "
                        + "echo '81|0|COMPLETED|None|0|'");
        round(fleet, Duration.ofSeconds(5));
        assertThat(folder.resolve("updates")).content().contains("update JobId=82 ArrayTaskThrottle=4");
        assertThat(ledger.arrays(c).get(1).elements().throttle()).isEqualTo(4);
    }

    /** Each question would ask for them for ever. */
    @Test
    void arraysOfACampaignThatHasEndedAreCountedByWhoeverAsks() throws IOException {
        push(1);
        round(fleet("me"), Duration.ZERO);
        String ended = c;
        queues.control().cancel(ended, null, List.of());
        queues.intake().seal(ended, "s");
        assertThat(queues.view().overview(ended).complete()).isTrue();
        c = ended + "2";
        queues.intake().create(new Campaign(c, "digest", "me", Instant.EPOCH, List.of(stage())));
        ledger.goal(c, "cosma", new Goal.Fixed(2));
        push(1);
        commands.with("sbatch", "echo 72").with("squeue", "echo '71|0|COMPLETED|None|0|'; echo '72|0|RUNNING|None|0|'");
        ArrayFleet other = fleet("another");
        round(other, Duration.ZERO);
        round(other, Duration.ofSeconds(5));
        assertThat(ledger.arrays(ended).get(0).state()).isEqualTo(State.ENDED);
    }

    /** scontrol, for all that it is asked. */
    private static String jobs(String name, String state, String limit) {
        return "case $* in *job*) echo \"JobId=71 ArrayJobId=71 JobName=" + name + " JobState=" + state + " TimeLimit="
                + limit + " Partition=p\";; *) echo 'MaxArraySize = 100';; esac";
    }
}
