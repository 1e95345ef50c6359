package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.WorkQueue.AgentInfo;

class PollScheduleTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private final PollSchedule pulse = new PollSchedule(Duration.ofSeconds(10));

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private static AgentView agent(Instant seen, boolean alive, int running) {
        return new AgentView(new AgentInfo("a", "cosma", "n1", 1, "7_0", 1, LEASE), seen, alive, running);
    }

    @Test
    void whereAllIsWellTheSchedulerIsAskedOnceAMinute() {
        int asked = 0;
        for (int second = 0; second < 600; second++) {
            Instant now = at(second);
            if (pulse.needed(now, List.of(agent(now, true, 1)), false) != null) {
                pulse.asked(now, true, false);
                asked++;
            }
        }
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void aSilentAgentIsAskedAboutBeforeItsLeaseIsOver() {
        pulse.needed(START, List.of(), false);
        pulse.asked(START, true, false);
        assertThat(pulse.needed(at(14), List.of(agent(START, true, 1)), false)).isNull();
        assertThat(pulse.needed(at(16), List.of(agent(START, true, 1)), false)).isEqualTo(PollSchedule.SOON);
        pulse.asked(at(16), true, false);
        assertThat(pulse.needed(at(22), List.of(agent(START, true, 1)), false)).isNull();
        assertThat(pulse.needed(at(26), List.of(agent(START, true, 1)), false)).isEqualTo(PollSchedule.SOON);
    }

    @Test
    void aLongLeaseDoesNotDelayTheQuestionNorMultiplyIt() {
        PollSchedule quick = new PollSchedule(Duration.ofSeconds(2));
        quick.asked(START, true, false);
        List<AgentView> silent = List.of(
                new AgentView(new AgentInfo("a", "cosma", "n1", 1, "7_0", 1, Duration.ofMinutes(30)), START, true, 1));
        List<Integer> asked = new java.util.ArrayList<>();
        for (int second = 1; second <= 240; second++) {
            if (quick.needed(at(second), silent, false) != null) {
                quick.asked(at(second), true, false);
                asked.add(second);
            }
        }
        assertThat(asked).containsExactly(5, 15, 35, 75, 135, 195);
    }

    @Test
    void aSilentAgentThatHoldsNothingOrHasLapsedIsNoReason() {
        pulse.asked(START, true, false);
        assertThat(pulse.needed(at(20), List.of(agent(START, true, 0)), false)).isNull();
        assertThat(pulse.needed(at(50), List.of(agent(START, false, 1)), false)).isNull();
    }

    @Test
    void whereAllAgentsHaveGoneWhileThereIsWorkItIsAskedAFewTimesMore() {
        pulse.asked(START, true, false);
        pulse.needed(at(10), List.of(agent(at(10), true, 1)), true);
        List<Integer> asked = new ArrayList<>();
        for (int second = 11; second < 200; second++) {
            if (pulse.needed(at(second), List.of(), true) != null) {
                pulse.asked(at(second), true, false);
                asked.add(second);
            }
        }
        assertThat(asked).containsExactly(11, 21, 41, 101, 161);
    }

    @Test
    void newAgentsEndTheAlarm() {
        pulse.asked(START, true, false);
        pulse.needed(at(10), List.of(agent(at(10), true, 1)), true);
        pulse.needed(at(11), List.of(), true);
        pulse.asked(at(11), true, false);
        assertThat(pulse.needed(at(21), List.of(agent(at(21), true, 1)), true)).isNull();
    }

    @Test
    void whatBecameKnownAfterTheLastAnswerIsAskedAboutOnceMore() {
        pulse.news(START);
        assertThat(pulse.needed(START, List.of(), false)).isEqualTo(PollSchedule.STEADY);
        pulse.asked(START, true, false);
        assertThat(pulse.needed(at(4), List.of(), false)).isNull();
        assertThat(pulse.needed(at(5), List.of(), false)).isEqualTo(PollSchedule.SOON);
        pulse.asked(at(5), true, false);
        assertThat(pulse.needed(at(20), List.of(), false)).isNull();
    }

    @Test
    void whereAttemptsWereLostTheSchedulerIsAskedUntilItMustKnow() {
        List<AgentView> well = List.of();
        pulse.losses(3, START);
        pulse.asked(START, true, false);
        assertThat(pulse.needed(at(20), well, false)).as("losses of before").isNull();
        pulse.losses(4, at(20));
        assertThat(pulse.needed(at(20), well, false)).isEqualTo(PollSchedule.SOON);
        pulse.asked(at(20), true, false);
        pulse.losses(4, at(26));
        assertThat(pulse.needed(at(26), well, false))
                .as("its element may have been there still")
                .isEqualTo(PollSchedule.SOON);
        pulse.asked(at(26), true, true);
        pulse.losses(4, at(40));
        assertThat(pulse.needed(at(40), well, false)).isNull();
    }

    @Test
    void silenceIsNoAnswerToWhatIsNewButItIsAskedEverMoreSeldom() {
        pulse.losses(0, START);
        pulse.asked(START, true, false);
        pulse.losses(1, START);
        List<Integer> asked = new ArrayList<>();
        for (int second = 1; second <= 240; second++) {
            if (pulse.needed(at(second), List.of(), false) != null) {
                pulse.asked(at(second), false, false);
                asked.add(second);
            }
        }
        assertThat(asked).startsWith(5, 10, 20, 40, 80).hasSizeLessThanOrEqualTo(9);
        assertThat(pulse.needed(at(300), List.of(), false)).isNotNull();
        pulse.asked(at(300), true, false);
        assertThat(pulse.needed(at(320), List.of(), false)).isNull();
    }

    /** An element may need half a minute to leave; only then is there room for another. */
    @Test
    void afterALossItIsAskedSeveralTimesUnlessItIsHeardOf() {
        pulse.losses(0, START);
        pulse.asked(at(0), true, false);
        pulse.losses(1, at(10));
        assertThat(asked(11, 120, 0)).containsExactly(11, 15, 20, 30, 50, 110);
        pulse.losses(2, at(120));
        assertThat(asked(121, 300, 126)).as("fewer are there by then").startsWith(121, 125, 130, 190);
    }

    /** Seconds at which it is asked; from {@code fewer} on, one element less is there. */
    private List<Integer> asked(int from, int to, int fewer) {
        List<Integer> asked = new ArrayList<>();
        for (int second = from; second <= to; second++) {
            if (pulse.needed(at(second), List.of(), false) != null) {
                pulse.asked(at(second), true, fewer > 0 && second >= fewer);
                asked.add(second);
            }
        }
        return asked;
    }
}
