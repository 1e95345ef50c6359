package org.musterhpc.queue.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetryRule.Growth;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.Walltime;

class RetryPolicyTest {
    private static final Duration WALLTIME = Duration.ofMinutes(10);
    private static final long MEMORY = MemorySize.parse("2G");

    /** Outcome, rule, rungs of the ladder, attempts, failures and losses before, step → what comes of it. */
    @ParameterizedTest
    @CsvSource({
        // defaults without a ladder
        "OK,             default, 0, 0, 0, 0, 0, finish",
        "EXIT,           default, 0, 0, 0, 0, 0, bury",
        "SIGNAL,         default, 0, 0, 0, 0, 0, bury",
        "OUTPUT_MISSING, default, 0, 0, 0, 0, 0, bury",
        "BAD_MESSAGE,    default, 0, 0, 0, 0, 0, bury",
        "WALLTIME,       default, 0, 0, 0, 0, 0, retry 1s step 0 walltime 00:20:00 memory null",
        "WALLTIME,       default, 0, 1, 1, 0, 0, retry 2s step 0 walltime 00:20:00 memory null",
        "WALLTIME,       default, 0, 2, 2, 0, 0, bury",
        "OOM,            default, 0, 0, 0, 0, 0, retry 1s step 0 walltime null memory 4G",
        "START_FAILED,   default, 0, 0, 0, 0, 0, retry 1s step 0 walltime null memory null",
        "START_FAILED,   default, 0, 2, 2, 0, 0, bury",
        "CANCELLED,      default, 0, 0, 0, 0, 0, nothing",
        // with a ladder everything of the task's own climbs it
        "EXIT,           default, 3, 0, 0, 0, 0, retry 1s step 1 walltime null memory null",
        "SIGNAL,         default, 3, 1, 1, 0, 1, retry 2s step 2 walltime null memory null",
        "OUTPUT_MISSING, default, 3, 0, 0, 0, 0, retry 1s step 1 walltime null memory null",
        "WALLTIME,       default, 3, 0, 0, 0, 0, retry 1s step 1 walltime null memory null",
        "OOM,            default, 3, 0, 0, 0, 0, retry 1s step 1 walltime null memory null",
        "START_FAILED,   default, 3, 0, 0, 0, 0, retry 1s step 1 walltime null memory null",
        "BAD_MESSAGE,    default, 3, 0, 0, 0, 0, bury",
        "EXIT,           default, 3, 2, 2, 0, 2, bury",
        "EXIT,           default, 5, 3, 3, 0, 3, retry 8s step 4 walltime null memory null",
        "EXIT,           default, 5, 4, 4, 0, 4, bury",
        // the infrastructure's doing: not counted as a failure, whatever the ladder
        "NODE_LOST,      default, 0, 0, 0, 0, 0, retry 0s step 0 walltime null memory null",
        "NODE_LOST,      default, 3, 7, 2, 5, 1, retry 16s step 1 walltime null memory null",
        "PREEMPTED,      default, 0, 3, 2, 1, 0, retry 1s step 0 walltime null memory null",
        "PREEMPTED,      default, 0, 19, 0, 19, 0, retry 100s step 0 walltime null memory null",
        "NODE_LOST,      default, 0, 20, 0, 20, 0, bury",
        "NODE_LOST,      never,   0, 0, 0, 0, 0, bury",
        // what the user wrote
        "EXIT,           same,    0, 0, 0, 0, 0, retry 1s step 0 walltime null memory null",
        "EXIT,           same,    3, 0, 0, 0, 1, retry 1s step 1 walltime null memory null",
        "EXIT,           same,    0, 2, 2, 0, 0, bury",
        "EXIT,           never,   3, 0, 0, 0, 0, bury",
        "WALLTIME,       never,   0, 0, 0, 0, 0, bury",
        "BAD_MESSAGE,    same,    0, 0, 0, 0, 0, bury",
        "EXIT,           ladder,  0, 0, 0, 0, 0, bury",
        "EXIT,           ladder,  2, 0, 0, 0, 0, retry 1s step 1 walltime null memory null",
        "WALLTIME,       grow,    3, 0, 0, 0, 1, retry 1s step 1 walltime 00:15:00 memory 3G",
        "OOM,            grow,    0, 1, 1, 0, 0, retry 2s step 0 walltime 00:15:00 memory 3G",
        "EXIT,           value,   0, 0, 0, 0, 0, retry 1s step 0 walltime 01:00:00 memory 8G",
    })
    void whatComesOfAnAttempt(
            Outcome outcome,
            String rule,
            int rungs,
            int attempts,
            int failures,
            int losses,
            int step,
            String expected) {
        Map<Outcome, RetryRule> on = rule.equals("default") ? Map.of() : Map.of(outcome, rule(rule));
        Message message = message(new Tries(attempts, failures, losses), new Needs(null, null, step, null));

        assertThat(words(decide(stage(rungs, on, MEMORY), lease(message), outcome)))
                .isEqualTo(expected);
    }

    /** Outcome, rule, rungs of the ladder → how it failed, where that may be so with all of the stage. */
    @ParameterizedTest
    @CsvSource({
        "EXIT,           default, 0, EXIT 3",
        "BAD_MESSAGE,    default, 0, BAD_MESSAGE 3",
        "START_FAILED,   default, 0, START_FAILED 3",
        "SETUP,          default, 0, SETUP 3",
        // more, other parameters, and what the user expects
        "OOM,            default, 0, ''",
        "WALLTIME,       default, 0, ''",
        "EXIT,           default, 2, ''",
        "EXIT,           same,    0, ''",
        // the infrastructure's doing
        "NODE_LOST,      default, 0, ''",
        "PREEMPTED,      never,   0, ''",
        "OK,             default, 0, ''",
    })
    void hopelessIsWhatFailedByItselfAndIsNotTriedOtherwise(Outcome outcome, String rule, int rungs, String expected) {
        Map<Outcome, RetryRule> on = rule.equals("default") ? Map.of() : Map.of(outcome, rule(rule));
        Stage stage = stage(rungs, on, MEMORY);
        Lease lease = lease(message(Tries.NONE, Needs.NOTHING));
        Attempt attempt = attempt(lease, outcome, new Attempt.Detail(3, null, null));
        Report report = RetryPolicy.decide(stage, lease, attempt).orElseThrow();
        assertThat(RetryPolicy.hopeless(stage, report)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void everyAttemptIsCountedOnceAndOnTheRightSide(Outcome outcome) {
        Report report = decide(stage(0, Map.of(), MEMORY), lease(message(new Tries(4, 1, 2), Needs.NOTHING)), outcome)
                .orElse(null);
        if (report == null) {
            assertThat(outcome).isEqualTo(Outcome.CANCELLED);
            return;
        }
        Tries tries = message(report).tries();

        assertThat(tries.attempt()).isEqualTo(5);
        assertThat(tries.failures()).isEqualTo(1 + (outcome.blame() == Outcome.Blame.TASK ? 1 : 0));
        assertThat(tries.losses()).isEqualTo(2 + (outcome.blame() == Outcome.Blame.INFRASTRUCTURE ? 1 : 0));
    }

    @Test
    void memoryThatWasNeverLimitedIsNotMultiplied() {
        Optional<Report> report =
                decide(stage(0, Map.of(), null), lease(message(Tries.NONE, Needs.NOTHING)), Outcome.OOM);

        assertThat(words(report)).isEqualTo("retry 1s step 0 walltime null memory null");
    }

    @Test
    void nothingGrowsBeyondItsCeilingNorShrinks() {
        Message grown = message(Tries.NONE, new Needs(WALLTIME, MemorySize.parse("2900M"), 0, null));
        Message beyond = message(Tries.NONE, new Needs(WALLTIME, MemorySize.parse("9G"), 0, null));
        Stage stage = stage(0, Map.of(Outcome.OOM, rule("grow")), MEMORY);

        assertThat(words(decide(stage, lease(grown), Outcome.OOM))).endsWith("memory 3G");
        assertThat(words(decide(stage, lease(beyond), Outcome.OOM))).endsWith("memory 9G");
    }

    @Test
    void whatGrowsByItselfLeavesTheOtherAsItHasGrown() {
        RetryRule more = new RetryRule.Grow(null, new Growth(2, 0, null));
        Message grown = message(Tries.NONE, new Needs(Duration.ofMinutes(40), null, 0, null));

        assertThat(words(decide(stage(0, Map.of(Outcome.OOM, more), MEMORY), lease(grown), Outcome.OOM)))
                .isEqualTo("retry 1s step 0 walltime 00:40:00 memory 4G");
    }

    @Test
    void noWaitIsLongerThanTheLongest() {
        Stage stage = stage(0, Map.of(), MEMORY);
        Message often = message(new Tries(19, 0, 19), Needs.NOTHING);

        Report.Retry retry =
                (Report.Retry) decide(stage, lease(often), Outcome.NODE_LOST).orElseThrow();
        assertThat(RetryPolicy.longestWait(stage)).isEqualTo(retry.delay());
    }

    private static RetryRule rule(String word) {
        return switch (word) {
            case "same" -> new RetryRule.Same();
            case "never" -> new RetryRule.Never();
            case "ladder" -> new RetryRule.Ladder();
            case "value" ->
                new RetryRule.Grow(
                        new Growth(0, Duration.ofHours(1).toMillis(), null),
                        new Growth(0, MemorySize.parse("8G"), null));
            default ->
                new RetryRule.Grow(
                        new Growth(2, 0, Duration.ofMinutes(15).toMillis()), new Growth(2, 0, MemorySize.parse("3G")));
        };
    }

    private static Optional<Report> decide(Stage stage, Lease lease, Outcome outcome) {
        return RetryPolicy.decide(stage, lease, attempt(lease, outcome, Attempt.Detail.NONE));
    }

    private static Attempt attempt(Lease lease, Outcome outcome, Attempt.Detail detail) {
        Instant now = lease.claimed();
        return new Attempt(
                lease.attempt(),
                lease.token(),
                outcome,
                detail,
                new Attempt.Place("a", "h", "c", null),
                now,
                now,
                Attempt.Usage.UNKNOWN,
                null,
                null);
    }

    private static String words(Optional<Report> decision) {
        Report report = decision.orElse(null);
        if (report instanceof Report.Finish finish) {
            assertThat(finish.ending().state()).isEqualTo(State.DONE);
            return "finish";
        }
        if (report instanceof Report.Bury bury) {
            assertThat(bury.ending().state()).isEqualTo(State.DEAD);
            return "bury";
        }
        if (report instanceof Report.Retry retry) {
            Needs needs = retry.next().needs();
            return "retry " + retry.delay().toSeconds() + "s step " + needs.paramStep() + " walltime "
                    + (needs.walltime() == null ? "null" : Walltime.format(needs.walltime())) + " memory "
                    + (needs.memory() == null ? "null" : MemorySize.format(needs.memory()));
        }
        return "nothing";
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "9, false", "10, true", "21, true"})
    void whatWasLostHalfAsOftenAsItMayIsSuspect(int losses, boolean suspect) {
        Message message = message(new Tries(losses, 0, losses), Needs.NOTHING);
        assertThat(RetryPolicy.suspect(stage(0, Map.of(), null), message)).isEqualTo(suspect);
    }

    @Test
    void whatWasNeverLostIsNotSuspectWhereNoLossIsAllowed() {
        Stage strict = stage(0, Map.of(), null, 0);

        assertThat(RetryPolicy.suspect(strict, message(Tries.NONE, Needs.NOTHING)))
                .isFalse();
        assertThat(RetryPolicy.suspect(strict, message(new Tries(1, 0, 1), Needs.NOTHING)))
                .isTrue();
    }

    private static Message message(Report report) {
        if (report instanceof Report.Finish finish) {
            return finish.ending().message();
        }
        return report instanceof Report.Bury bury ? bury.ending().message() : ((Report.Retry) report).next();
    }

    private static Stage stage(int rungs, Map<Outcome, RetryRule> on, Long memory) {
        return stage(rungs, on, memory, 20);
    }

    private static Stage stage(int rungs, Map<Outcome, RetryRule> on, Long memory, int losses) {
        return new Stage(
                "s",
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(WALLTIME, 1, memory),
                List.of(),
                Collections.nCopies(rungs, object()),
                new RetrySettings(3, losses, Duration.ofSeconds(1), on),
                null,
                List.of(),
                0);
    }

    private static Message message(Tries tries, Needs needs) {
        return new Message("s/1", 1, tries, needs, object(), object());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Lease lease(Message message) {
        return new Lease("s", message, 9, Instant.EPOCH, WALLTIME);
    }
}
