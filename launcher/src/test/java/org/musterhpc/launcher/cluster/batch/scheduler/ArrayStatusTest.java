package org.musterhpc.launcher.cluster.batch.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.Seen;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.Releaser.Gone;

class ArrayStatusTest {
    private static final Dialect SLURM = Dialects.named("slurm").orElseThrow();
    private static final Instant ASKED = Instant.parse("2026-11-24T10:00:00Z");

    private static ArrayRecord array(int elements) {
        return new ArrayRecord(
                "m-a-1",
                "cosma",
                "7",
                new ArrayRecord.Elements(0, elements - 1, null, false),
                new ArrayRecord.ElementSize(Duration.ofMinutes(30), 1, null),
                Seen.nothing(elements),
                ArrayRecord.Standing.of(State.SUBMITTED));
    }

    /** As squeue would say it. */
    private static ArrayStates said(String... lines) {
        return SLURM.states(List.of("7"), new CommandResult(0, String.join("\n", lines) + "\n", ""))
                .get("7");
    }

    private static AgentView agent(String allocation, Instant seen) {
        AgentInfo info = new AgentInfo("a-" + allocation, "cosma", "n1", 1, allocation, 1, Duration.ofSeconds(30));
        return new AgentView(info, seen, true, 1);
    }

    @Test
    void elementsAreCounted() {
        ArrayRecord counted = ArrayStatus.count(
                array(4),
                said(
                        "7|0|RUNNING|None|0|",
                        "7|1|PENDING|Resources|0|",
                        "7|2|COMPLETED|None|0|",
                        "7|3|PENDING|Priority|0|"));
        assertThat(counted.seen()).isEqualTo(new Seen(2, 1, 1, "Resources", false));
        assertThat(counted.state()).isEqualTo(State.SUBMITTED);
    }

    @Test
    void theReasonThatNeverPassesIsTheOneThatIsTold() {
        Seen seen = ArrayStatus.count(array(2), said("7|0|PENDING|Resources|0|", "7|1|PENDING|PartitionTimeLimit|0|"))
                .seen();
        assertThat(seen.stuck()).isTrue();
        assertThat(seen.reason()).isEqualTo("PartitionTimeLimit");
    }

    @Test
    void anArrayWhoseElementsAreAllOverHasEnded() {
        ArrayRecord counted = ArrayStatus.count(array(2), said("7|0|COMPLETED|None|0|"));
        assertThat(counted.state()).isEqualTo(State.ENDED);
        assertThat(counted.seen().ended()).isEqualTo(2);
    }

    @Test
    void silenceChangesNothing() {
        ArrayRecord before = array(3);
        assertThat(ArrayStatus.count(before, ArrayStates.unknown("timed out"))).isEqualTo(before);
        assertThat(ArrayStatus.gone(
                        SLURM, before, ArrayStates.unknown("x"), List.of(agent("7_0", ASKED.minusSeconds(60))), ASKED))
                .isEmpty();
    }

    @Test
    void aWordThatNobodyKnowsCountsAsRunning() {
        assertThat(ArrayStatus.count(array(2), said("7|0|NEWSTATE|None|0|", "7|1|COMPLETED|None|0|"))
                        .seen())
                .isEqualTo(new Seen(0, 1, 1, "", false));
    }

    @Test
    void agentsOfEndedElementsAreGoneByTheKindOfTheirEnd() {
        ArrayStates states = said(
                "7|0|NODE_FAIL|None|0|",
                "7|1|OUT_OF_MEMORY|None|0|",
                "7|2|CANCELLED|None|0|",
                "7|3|TIMEOUT|None|0|",
                "7|4|PREEMPTED|None|0|",
                "7|5|RUNNING|None|0|",
                "7|6|PENDING|None|0|");
        Instant before = ASKED.minusSeconds(20);
        List<AgentView> agents = List.of(
                agent("7_0", before),
                agent("7_1", before),
                agent("7_2", before),
                agent("7_3", before),
                agent("7_4", before),
                agent("7_5", before),
                agent("7_6", before),
                agent("17_0", before),
                agent("", before));
        Map<String, Gone> gone = ArrayStatus.gone(SLURM, array(7), states, agents, ASKED);
        assertThat(gone.keySet()).containsExactlyInAnyOrder("a-7_0", "a-7_1", "a-7_2", "a-7_3", "a-7_4");
        assertThat(gone.get("a-7_0").outcome()).isEqualTo(Outcome.NODE_LOST);
        assertThat(gone.get("a-7_1").outcome()).isEqualTo(Outcome.OOM);
        assertThat(gone.get("a-7_2").outcome()).isEqualTo(Outcome.PREEMPTED);
        assertThat(gone.get("a-7_3").outcome()).isEqualTo(Outcome.WALLTIME);
        assertThat(gone.get("a-7_4").outcome()).isEqualTo(Outcome.PREEMPTED);
        assertThat(gone.get("a-7_0").reason()).isEqualTo("its allocation 7_0 ended: NODE_FAIL, exit 0");
    }

    @Test
    void whoWasHeardOfSinceTheQuestionLives() {
        ArrayStates states = said("7|0|CANCELLED|None|0|");
        assertThat(ArrayStatus.gone(SLURM, array(1), states, List.of(agent("7_0", ASKED)), ASKED))
                .isEmpty();
    }

    @Test
    void absenceFromAListDoesNotOutweighAHeartbeat() {
        AgentView beats = agent("7_0", ASKED.minusSeconds(5));
        AgentView lapsed = new AgentView(agent("7_1", ASKED.minusSeconds(90)).info(), ASKED.minusSeconds(90), false, 1);
        ArrayStates states = ArrayStatus.beating(SLURM, array(3), said("9|0|RUNNING|None|0|"), List.of(beats, lapsed));
        assertThat(ArrayStatus.gone(SLURM, array(3), states, List.of(beats, lapsed), ASKED))
                .containsOnlyKeys("a-7_1");
        ArrayRecord counted = ArrayStatus.count(array(3), states);
        assertThat(counted.seen()).isEqualTo(new Seen(0, 1, 2, "", false));
        assertThat(counted.state()).as("nothing is submitted for it").isEqualTo(State.SUBMITTED);
    }

    @Test
    void whatTheListSaysIsHeardWhoeverBeats() {
        AgentView beats = agent("7_0", ASKED.minusSeconds(5));
        ArrayStates states = ArrayStatus.beating(SLURM, array(1), said("7|0|CANCELLED|None|0|"), List.of(beats));
        assertThat(ArrayStatus.gone(SLURM, array(1), states, List.of(beats), ASKED))
                .containsOnlyKeys("a-7_0");
        ArrayStates silent = ArrayStates.unknown("timed out");
        assertThat(ArrayStatus.beating(SLURM, array(1), silent, List.of(beats))).isEqualTo(silent);
    }
}
