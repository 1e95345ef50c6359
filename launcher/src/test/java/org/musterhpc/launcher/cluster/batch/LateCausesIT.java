package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.RetryPolicy;

/** Agents that heard a signal and gave their tasks back; the scheduler says why only later, or that it is so each time. */
class LateCausesIT extends WatchedArrays {
    @AfterEach
    void nothingIsMissing() {
        assertThat(queues.view().audit(c).holds()).isTrue();
        assertThat(queues.view().overview(c).stages().get("s").holds()).isTrue();
        queues.control().purge(c);
    }

    /** An agent in an element that hears TERM while its task runs. */
    private void lose(String allocation, Outcome outcome, @Nullable String reason) {
        WorkQueue.AgentInfo agent =
                new WorkQueue.AgentInfo("a-" + allocation, "cosma", "n1", 1, allocation, 1, Duration.ofMinutes(30));
        try (WorkQueue queue = queues.work(c, agent, Duration.ZERO)) {
            queue.beat(agent, List.of());
            Lease lease = queue.exchange(List.of(), List.of(new WorkQueue.Want("s", 1)))
                    .leases()
                    .get(0);
            Attempt attempt = new Attempt(
                    lease.attempt(),
                    lease.token(),
                    outcome,
                    new Attempt.Detail(null, null, reason),
                    new Attempt.Place(agent.name(), "n1", "cosma", allocation),
                    lease.claimed(),
                    lease.claimed().plusSeconds(3),
                    new Attempt.Usage(3, 1, 0),
                    null,
                    null);
            Report report = RetryPolicy.decide(stage(), lease, attempt).orElseThrow();
            assertThat(queue.exchange(List.of(report), List.of()).answers()).containsExactly(Report.Answer.ACCEPTED);
        }
    }

    private View.TaskView task() {
        return queues.view().find(c, "s/1").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "OUT_OF_MEMORY|OutOfMemory|125, OOM, 1, 0",
        "FAILED|OutOfMemory|125, OOM, 1, 0",
        "NODE_FAIL|NodeDown|0, NODE_LOST, 0, 1",
        "BOOT_FAIL|None|0, NODE_LOST, 0, 1",
        "CANCELLED|None|15, PREEMPTED, 0, 1",
        "PREEMPTED|None|0, PREEMPTED, 0, 1",
        "TIMEOUT|TimeLimit|0, PREEMPTED, 0, 1",
        "COMPLETED|None|0, PREEMPTED, 0, 1",
    })
    void causeThatComesAfterwardsIsRecorded(String said, Outcome outcome, int failures, int losses) throws IOException {
        push(1);
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        commands.with("squeue", "echo '71|0|RUNNING|None|0|'");
        lose("71_0", Outcome.PREEMPTED, null);
        round(fleet, Duration.ofSeconds(6));
        assertThat(task().history())
                .singleElement()
                .extracting(Attempt::outcome)
                .isEqualTo(Outcome.PREEMPTED);

        commands.with("squeue", "echo '71|0|" + said + "|'; echo '71|1|RUNNING|None|0|'");
        Round round = round(fleet, Duration.ofSeconds(70));

        View.TaskView task = task();
        assertThat(task.state()).isEqualTo(State.DELAYED);
        assertThat(task.message().tries().failures()).isEqualTo(failures);
        assertThat(task.message().tries().losses()).isEqualTo(losses);
        assertThat(task.history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(outcome);
            boolean nothing = said.startsWith("COMPLETED");
            assertThat(attempt.detail().reason() == null).isEqualTo(nothing);
            assertThat(nothing || attempt.detail().reason().startsWith("its allocation 71_0 ended: "))
                    .isTrue();
        });
        assertThat(round.notes().stream()
                        .anyMatch(note -> note.contains("1 task that had been given back as lost failed")))
                .isEqualTo(outcome == Outcome.OOM);
    }

    /** It ran out of memory once, hours ago; that is not why its agent stopped what it ran at the end. */
    @Test
    void whatTheAgentHasExplainedIsLeftAsItIs() throws IOException {
        push(1);
        ArrayFleet fleet = fleet("me");
        round(fleet, Duration.ZERO);
        lose("71_0", Outcome.PREEMPTED, "its agent ended it and left: the rest is too little");
        commands.with("squeue", "echo '71|0|OUT_OF_MEMORY|OutOfMemory|125|'");
        round(fleet, Duration.ofSeconds(70));
        assertThat(task().history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(Outcome.PREEMPTED);
            assertThat(attempt.detail().reason()).startsWith("its agent ended it");
        });
    }

    /** As where an epilogue fails on each node, or a partition's nodes do. */
    @Test
    void arraysOfWhichEverythingIsLostEachTimeHaveAnEnd() throws IOException {
        push(1);
        ledger.goal(c, "cosma", new Goal.Fixed(1));
        ArrayFleet fleet = fleet("me");
        Duration time = Duration.ZERO;
        for (int array = 1; array <= CircuitBreaker.LOST_AT_MOST; array++) {
            String job = Integer.toString(80 + array);
            commands.with("sbatch", "echo " + job);
            assertThat(round(fleet, time).submitted()).as("array " + array).isEqualTo(1);
            ripen();
            lose(job + "_0", Outcome.NODE_LOST, "its allocation ended: " + job);
            commands.with("squeue", "echo '" + job + "|0|NODE_FAIL|NodeDown|0|'");
            time = time.plusMinutes(10);
        }
        Duration last = time;
        assertThatThrownBy(() -> round(fleet, last))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("of 5 arrays in a row on cluster cosma nothing came but tasks that were lost")
                .hasMessageContaining("1 element ended with NODE_FAIL");
    }

    /** Its back-off need not be waited for. */
    private void ripen() {
        queues.control().cancel(c, null, List.of("s/1"));
        queues.control().requeue(c, null, List.of("s/1"), true);
    }
}
