package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.follow.BackgroundRounds;
import org.musterhpc.launcher.follow.Fleets;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.testkit.SharedRedis;

/** Who submits when, and what is never submitted twice. */
class ArrayFleetIT extends WatchedArrays {

    @Test
    void twoJobsOfOneNameLeaveOne() throws IOException {
        push(4);
        commands.with("sbatch", ":");
        ArrayFleet fleet = fleet("me");
        assertThat(round(fleet, Duration.ZERO).notes())
                .singleElement()
                .asString()
                .contains("did not say whether");
        assertThat(state()).isEqualTo(State.INTENT);
        String name = ledger.arrays(c).get(0).name();
        commands.with(
                "squeue",
                "case $* in *--name=" + name + "*) printf '71|" + name + "|\\n72|" + name + "|\\n';; *) exit 1;; esac");
        round(fleet, Duration.ofSeconds(1));
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
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        commands.with("squeue", "echo down >&2; exit 1");
        round(fleet, LIMIT.multipliedBy(3));
        assertThat(state()).as("it does not answer").isEqualTo(State.INTENT);
        commands.with("squeue", ":");
        round(fleet, LIMIT);
        assertThat(state()).as("it may still arrive").isEqualTo(State.INTENT);
        assertThat(called("sbatch")).isEqualTo(1);
        commands.with("sbatch", "echo 73");
        round(fleet, LIMIT.multipliedBy(4));
        assertThat(state()).isEqualTo(State.REFUSED);
        assertThat(ledger.arrays(c).stream().map(ArrayRecord::job)).containsExactly("", "73");
    }

    @Test
    void anIntentIsLookedUpEveryFewSecondsOnly() throws IOException {
        push(4);
        commands.with("sbatch", "echo 'slow' >&2; exit 1");
        commands.with("squeue", "exit 1");
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        for (int second = 1; second <= 20; second++) {
            round(fleet, Duration.ofSeconds(second));
        }
        assertThat(called("squeue")).isBetween(4L, 5L);
    }

    /** Agents that are there go on; whoever follows the campaign must not end because its cluster is away for a while. */
    @Test
    void aClusterThatIsAwayIsSaidOnceAndTriedAgain() throws IOException {
        push(4);
        commands.with("scontrol", "echo 'Unable to contact slurm controller' >&2; exit 1");
        List<String> notes = new ArrayList<>();
        try (BackgroundRounds rounds = new BackgroundRounds(fleet("me"))) {
            int tries = turns(rounds, notes, () -> called("sh") >= 3);
            assertThat(notes).singleElement().asString().contains("Unable to contact", "trying again");
            assertThat(tries).as("seconds").isGreaterThan(10);
            assertThat(called("sbatch")).isZero();
            commands.with("scontrol", "echo 'MaxArraySize = 100'");
            turns(rounds, notes, () -> called("sbatch") > 0 && state() == State.SUBMITTED);
        }
    }

    /** A campaign may be over before the scheduler has answered for the last time. */
    @Test
    void whoeverEndsHearsOfTheRoundThatRuns() throws IOException {
        push(4);
        commands.with("sbatch", "sleep 0.2; echo 71");
        Fleets fleets = new Fleets();
        fleets.add(fleet("me"), true);
        assertThat(fleets.reconcilers().get(0).runOnce(at(Duration.ZERO))).isEmpty();
        assertThat(fleets.detach()).containsExactly("2 elements submitted to cluster cosma: array 71");
        assertThat(fleets.detach()).isEmpty();
    }

    /** A turn for every second of Redis' time, each with its round; how many there were. */
    private int turns(BackgroundRounds rounds, List<String> notes, BooleanSupplier until) {
        for (int second = 0; second < 300; second++) {
            if (until.getAsBoolean()) {
                return second;
            }
            notes.addAll(rounds.runOnce(at(Duration.ofSeconds(second))));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> !rounds.busy());
        }
        throw new AssertionError("not within 300 turns: " + notes);
    }

    @Test
    void arraysThatRunNoTaskAreNotSubmittedForEver() throws IOException {
        push(4);
        Files.writeString(Files.createDirectory(folder.resolve("logs")).resolve("71_0.out"), "first\nno Java\n");
        ArrayFleet fleet = fleet("me");
        Duration later = Duration.ZERO;
        for (int i = 0; i < 3; i++) {
            round(fleet, later);
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
        assertThatThrownBy(() -> round(fleet, last))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).contains("no Java"))
                .hasMessageContaining("3 arrays in a row ended on cluster cosma without running a task");
        assertThat(called("sbatch")).isEqualTo(3);
    }

    @Test
    void elementsAreOfTheEditionThatIsThereWhenTheyAreSubmitted() throws IOException {
        push(4);
        SigningKey key = SigningKey.fresh();
        ArrayFleet fleet = fleet("me", key);
        Campaign there = queues.view().campaign(c).orElseThrow();
        change(there, key.sign(longer(there)));
        assertThat(round(fleet, Duration.ZERO).submitted()).isEqualTo(2);
        assertThat(ledger.arrays(c)).singleElement().satisfies(array -> {
            assertThat(array.size().cpus()).isEqualTo(3);
            assertThat(array.size().walltime()).isGreaterThan(Duration.ofHours(5));
        });
    }

    @Test
    void elementsAreOfNoEditionThatIsNotItsOwners() throws IOException {
        push(4);
        ArrayFleet fleet = fleet("me", SigningKey.fresh());
        Campaign there = queues.view().campaign(c).orElseThrow();
        change(there, longer(there));
        round(fleet, Duration.ZERO);
        assertThat(ledger.arrays(c))
                .singleElement()
                .satisfies(array -> assertThat(array.size().cpus()).isEqualTo(1));
    }

    private static Campaign longer(Campaign there) {
        return there.changed(List.of(stage(new Stage.Limits(Duration.ofHours(5), 3, null))), "another");
    }

    private void change(Campaign there, Campaign other) {
        assertThat(queues.growth().change(there, other)).isTrue();
    }

    /** Whoever saw the end waits for its agents; one of them may run by then what somebody sent again. */
    @Test
    void elementsOfACampaignThatGoesOnAgainAreNotCancelled() throws IOException {
        push(4);
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        commands.with("squeue", "printf '71|0|PENDING|Priority|0|\\n71|1|PENDING|Priority|0|\\n'");
        assertThat(fleet.finishEnded()).isZero();
        assertThat(folder.resolve("cancelled")).doesNotExist();
        assertThat(state()).isEqualTo(State.SUBMITTED);
        queues.intake().seal(c, "s");
        queues.control().cancel(c, null, List.of());
        assertThat(fleet("other").finishEnded()).isZero();
        assertThat(folder.resolve("cancelled")).hasContent("71");
        assertThat(state()).isEqualTo(State.ENDED);
    }

    @Test
    void whoeverHasNothingToDoKeepsNobodyFromIt() throws IOException {
        commands.with("squeue", "exit 1");
        ArrayFleet idle = fleet("idle");
        assertThat(round(idle, Duration.ZERO)).isEqualTo(Round.IDLE);
        push(4);
        ArrayFleet fleet = fleet("me");
        assertThat(round(fleet, Duration.ZERO).submitted()).isEqualTo(2);
        assertThat(round(idle, Duration.ZERO)).isEqualTo(Round.ELSEWHERE);
        fleet.detach();
        assertThat(round(idle, Duration.ZERO).watching()).isTrue();
        assertThat(called("sbatch")).isEqualTo(1);
    }

    /** As a purge has to, of what Redis has lost in part; meanwhile it must not keep other campaigns from their rounds. */
    @Test
    void campaignThatIsNotWholeIsCancelledAndKeepsNoOtherFromItsRound() throws Exception {
        push(4);
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        commands.with("squeue", "printf '71|0|PENDING|Priority|0|\\n71|1|PENDING|Priority|0|\\n'");
        String damaged = c;
        Process delete = new ProcessBuilder(
                        "redis-cli", "-u", SharedRedis.url(), "DEL", "watch:{" + damaged + "}:s:def")
                .start();
        assertThat(delete.waitFor()).isZero();
        try {
            assertThatThrownBy(() -> queues.view().overview(damaged)).isInstanceOf(LostCampaignException.class);
            c = damaged + "2";
            queues.intake().create(new Campaign(c, "digest", "me", Instant.EPOCH, List.of(stage())));
            ledger.goal(c, "cosma", new Goal.Fixed(2));
            push(1);
            commands.with("sbatch", "echo 72");
            ArrayFleet other = fleet("other");
            assertThat(round(other, Duration.ZERO).submitted()).isEqualTo(2);
            round(other, Duration.ofSeconds(70));
            other.detach();
            c = damaged;
            assertThat(fleet.finish(Duration.ZERO)).isZero();
            assertThat(folder.resolve("cancelled")).hasContent("71");
            assertThat(state()).isEqualTo(State.ENDED);
        } finally {
            queues.control().purge(damaged);
            queues.control().purge(damaged + "2");
        }
    }
}
