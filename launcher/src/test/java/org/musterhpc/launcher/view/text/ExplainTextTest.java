package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

class ExplainTextTest {
    private static final View.TaskView PENDING = Samples.task(State.PENDING, Samples.message("match/1"));
    private static final Stage PLAIN_STAGE = Samples.stage("match", RetrySettings.DEFAULT, null);

    @Test
    void pendingTaskOfAPausedCampaignWaitsForAPerson() {
        assertThat(reasons(PLAIN_STAGE, PENDING, true, null)).contains("the campaign is paused: muster resume apollo");
    }

    @Test
    void pendingTaskWithoutAgentsSaysHowToStartSome() {
        assertThat(reasons(PLAIN_STAGE, PENDING, false, null))
                .contains("no agent is alive: muster run apollo starts some");
    }

    @Test
    void taskThatWasLostOftenIsSaidToRunAlone() {
        int losses = RetrySettings.DEFAULT.maxLosses() / 2;
        Message message = Samples.message("match/1").withTries(new Message.Tries(losses, 0, losses));
        assertThat(reasons(PLAIN_STAGE, Samples.task(State.PENDING, message), false, null))
                .anyMatch(line -> line.startsWith("its agent was lost 10 times") && line.contains("nothing beside it"));
        assertThat(reasons(PLAIN_STAGE, PENDING, false, null)).noneMatch(line -> line.contains("beside it"));
    }

    @Test
    void blockedTaskNamesTheTaskThatItWaitsFor() {
        Stage merge = Samples.stage("merge", RetrySettings.DEFAULT, new Stage.After("match", false));
        View.TaskView blocked =
                new View.TaskView("merge", State.BLOCKED, Samples.message("merge/1"), null, null, null, List.of());
        assertThat(reasons(merge, blocked, false, Samples.ended(Samples.dead("match/1", 3))))
                .containsExactly(
                        "it waits for match/1, which is DEAD",
                        "it can never start before that is run again: muster retry apollo match/1");
    }

    /** A task whose first attempt ended so, and that runs again in four seconds. */
    private static View.TaskView delayed(Outcome first) {
        return new View.TaskView(
                "match",
                State.DELAYED,
                Samples.message("match/1"),
                null,
                Samples.NOW.plusSeconds(4),
                null,
                List.of(Samples.attempt(1, first, Attempt.Detail.NONE, null)));
    }

    @Test
    void delayedTaskSaysWhyAndUntilWhen() {
        View.TaskView delayed = delayed(Outcome.WALLTIME);
        assertThat(reasons(PLAIN_STAGE, delayed, false, null))
                .containsExactly(
                        "attempt 1 ended with WALLTIME: run again with twice the walltime (the default)",
                        "it waits until 2026-11-23 20:15:07, 4 s from now (retry.backoff: 1.00 s, doubled each time)");
    }

    @Test
    void memoryThatCannotGrowIsSaidWithWhatToWrite() {
        View.TaskView delayed = delayed(Outcome.OOM);
        assertThat(reasons(PLAIN_STAGE, delayed, false, null))
                .anyMatch(line -> line.startsWith("attempt 1 ended with OOM: run again as it was"))
                .anyMatch(line -> line.contains("there is nothing to double: write resources: {memory: …} there"));
        RetrySettings same =
                new RetrySettings(3, 20, RetrySettings.DEFAULT.backoff(), Map.of(Outcome.OOM, new RetryRule.Same()));
        assertThat(reasons(Samples.stage("match", same, null), delayed, false, null))
                .noneMatch(line -> line.contains("nothing to double"));
    }

    @Test
    void taskThatIsRunTwiceNamesBothAgents() {
        View.Second second = new View.Second("a\u001b2", Samples.NOW.minusSeconds(5), Samples.NOW.plusSeconds(50));
        View.Holder holder = new View.Holder(
                "a1",
                7,
                Samples.NOW.minusSeconds(60),
                Samples.NOW.plusSeconds(40),
                Samples.NOW.plusSeconds(30),
                second);
        View.TaskView task =
                new View.TaskView("match", State.WORKING, Samples.message("match/1"), holder, null, null, List.of());
        assertThat(reasons(PLAIN_STAGE, task, false, null))
                .contains("as it takes long, agent a^[2 also runs it, since 2026-11-23 20:14:58: the first to be done"
                        + " counts");
    }

    @Test
    void plainExitIsNotRepeatedAndSaysWhichKeyWouldChangeThat() {
        assertThat(reasons(PLAIN_STAGE, dead(1), false, null))
                .contains("not run again (the default; retry.on.exit: same would repeat it)");
    }

    @Test
    void deadTaskIsNotSaidToRunAgain() {
        Stage ladder = Samples.stage(
                "match",
                RetrySettings.DEFAULT,
                null,
                JsonNodeFactory.instance.objectNode().put("t", 1));
        assertThat(reasons(ladder, dead(1), false, null).get(0))
                .isEqualTo("failed on the last step of the ladder, of which there are 1");
        RetrySettings once =
                new RetrySettings(1, 20, RetrySettings.DEFAULT.backoff(), Map.of(Outcome.EXIT, new RetryRule.Same()));
        assertThat(reasons(Samples.stage("match", once, null), dead(1), false, null)
                        .get(0))
                .isEqualTo("failed 1 time, which is as often as retry.max_attempts (1) allows");
    }

    @Test
    void lastLineOfTheOutputOfADeadTaskIsTold() {
        Explanation known = known(PLAIN_STAGE, dead(1), List.of(PLAIN_STAGE), Map.of(), "no such image: a\u001b.png");
        assertThat(ExplainText.reasons(known, ZoneOffset.UTC)).contains("it printed last: no such image: a^[.png");
    }

    @Test
    void stageThatCanNeverStartIsToldSoAlsoWhereTheFailureIsFurtherUp() {
        Stage merge = Samples.stage("merge", RetrySettings.DEFAULT, new Stage.After("match", true));
        Stage report = Samples.stage("report", RetrySettings.DEFAULT, new Stage.After("merge", true));
        View.TaskView blocked =
                new View.TaskView("report", State.BLOCKED, Samples.message("report/1"), null, null, null, List.of());
        Tally waits = new Tally(1, Map.of(State.BLOCKED, 1L), 0, 0, true, Map.of(), 0);
        Map<String, Tally> failed =
                Map.of("match", Samples.tally(0, 0, 3, 2, Map.of()), "merge", waits, "report", waits);
        List<Stage> stages = List.of(PLAIN_STAGE, merge, report);
        assertThat(ExplainText.reasons(known(report, blocked, stages, failed, null), ZoneOffset.UTC))
                .containsExactly(
                        "it waits for the whole of stage merge: 0 of 1 tasks are done",
                        "it can never start like this: 2 tasks of stage match failed or were cancelled",
                        "run them again: muster retry apollo");
        Map<String, Tally> hopeful =
                Map.of("match", Samples.tally(1, 0, 3, 0, Map.of()), "merge", waits, "report", waits);
        assertThat(ExplainText.reasons(known(report, blocked, stages, hopeful, null), ZoneOffset.UTC))
                .hasSize(1);
    }

    private static Explanation known(
            Stage stage, View.TaskView task, List<Stage> stages, Map<String, Tally> tallies, @Nullable String last) {
        View.Overview overview = new View.Overview(Samples.NOW, false, 0, tallies);
        return new Explanation("apollo", stage, task, overview, List.of(), null, List.of(), stages, false, last);
    }

    @Test
    void exhaustedAttemptsAreCounted() {
        RetrySettings same =
                new RetrySettings(2, 20, RetrySettings.DEFAULT.backoff(), Map.of(Outcome.EXIT, new RetryRule.Same()));
        assertThat(reasons(Samples.stage("match", same, null), dead(2), false, null))
                .contains("failed 2 times, which is as often as retry.max_attempts (2) allows");
    }

    @Test
    void everyAttemptIsFollowedByTheRuleThatDecidedOnIt() {
        Stage ladder = Samples.stage(
                "match",
                RetrySettings.DEFAULT,
                null,
                JsonNodeFactory.instance.objectNode().put("t", 1));
        Attempt first = Samples.attempt(1, Outcome.EXIT, new Attempt.Detail(4, null, null), null);
        Explanation known = known(ladder, Samples.ended(Samples.dead("match/000003", 3), first), false, null);
        assertThat(ExplainText.of(Samples.PLAIN, known, ZoneOffset.UTC))
                .contains(
                        "attempt 1  EXIT 4  after 2.00 s on node7",
                        "  run again with the next step of the ladder, of which there are 1",
                        "attempt 2  EXIT 3  after 2.00 s on node7");
    }

    @Test
    void attemptWhoseAgentWasLostTookUntilThatWasKnownOnAHostThatNobodySaid() {
        Attempt lost = new Attempt(
                1,
                7,
                Outcome.NODE_LOST,
                Attempt.Detail.because("its allocation 13_0 ended"),
                new Attempt.Place("a-13_0", "", "", "13_0"),
                Samples.NOW.minusSeconds(10),
                Samples.NOW.minusSeconds(2),
                Attempt.Usage.UNKNOWN,
                null,
                null);
        Explanation known = known(PLAIN_STAGE, Samples.ended(Samples.dead("match/000003", 3), lost), false, null);
        assertThat(ExplainText.of(Samples.PLAIN, known, ZoneOffset.UTC)).contains("attempt 1  NODE_LOST  after 8.00 s");
        assertThat(Attempts.where(lost.place())).isEqualTo("a-13_0, allocation 13_0");
    }

    private static View.TaskView dead(int failures) {
        var ending = Samples.dead("match/000003", 3);
        var message = ending.message().withTries(new Message.Tries(failures, failures, 0));
        return Samples.ended(new Ending("match", State.DEAD, message, ending.last()));
    }

    private static List<String> reasons(Stage stage, View.TaskView task, boolean paused, View.TaskView awaited) {
        return ExplainText.reasons(known(stage, task, paused, awaited), ZoneOffset.UTC);
    }

    private static Explanation known(Stage stage, View.TaskView task, boolean paused, View.TaskView awaited) {
        View.Overview overview =
                new View.Overview(Samples.NOW, paused, 0, Map.of("match", Samples.tally(5, 0, 0, 0, Map.of())));
        return new Explanation(
                "apollo", stage, task, overview, List.of(), awaited, List.of(), List.of(stage), false, null);
    }
}
