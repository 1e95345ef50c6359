package org.musterhpc.launcher.view.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;

/** What a stage does after an attempt that ended in a certain way, and which setting says so. */
final class RuleText {
    private RuleText() {}

    static String of(Stage stage, Outcome outcome) {
        RetryRule rule = stage.retry().on().get(outcome);
        if (rule != null) {
            return text(rule) + " (retry.on." + outcome.name().toLowerCase(Locale.ROOT) + ")";
        }
        return switch (outcome.blame()) {
            case NOBODY -> "nothing to repeat";
            case INFRASTRUCTURE ->
                "not the task's fault: always run again, up to retry.max_losses: "
                        + stage.retry().maxLosses();
            case TASK -> ofTask(stage, outcome);
        };
    }

    /** Why this attempt was the last of a task that is dead. */
    static String last(Stage stage, Attempt attempt, int failures, int losses) {
        RetrySettings retry = stage.retry();
        Outcome outcome = attempt.outcome();
        if (outcome == Outcome.BAD_MESSAGE) {
            return "its message cannot be run, and would be no better another time";
        }
        if (outcome.blame() == Outcome.Blame.INFRASTRUCTURE && losses > retry.maxLosses()) {
            return "lost " + losses + " times, more than retry.max_losses: " + retry.maxLosses();
        }
        RetryRule rule = RetryPolicy.rule(stage, outcome);
        if (rule instanceof RetryRule.Never) {
            return of(stage, outcome);
        }
        if (failures >= Math.max(retry.maxAttempts(), stage.ladder().size())) {
            return "failed " + Numbers.of(Integer.toString(failures), "time")
                    + ", which is as often as retry.max_attempts"
                    + (stage.ladder().isEmpty() ? " (" + retry.maxAttempts() + ") allows" : " and the ladder allow");
        }
        if (rule instanceof RetryRule.Ladder) {
            return "failed on the last step of the ladder, of which there are "
                    + stage.ladder().size();
        }
        return "not run again";
    }

    /** What to write, where a task ran out of memory and nothing grows by that; null: something does, or need not. */
    static @Nullable String nothingGrows(Stage stage, Attempt attempt) {
        boolean asked =
                stage.retry().on().containsKey(Outcome.OOM) || !stage.ladder().isEmpty();
        if (attempt.outcome() != Outcome.OOM || stage.limits().memory() != null || asked) {
            return null;
        }
        long peak = attempt.usage().maxRssBytes();
        return "its stage does not say how much memory a task has, so there is nothing to double: write resources:"
                + " {memory: …} there" + (peak > 0 ? ", more than the " + Numbers.bytes(peak) + " that it used" : "");
    }

    private static String ofTask(Stage stage, Outcome outcome) {
        if (outcome == Outcome.BAD_MESSAGE) {
            return "never run again";
        }
        if (!stage.ladder().isEmpty()) {
            return "run again with the next step of the ladder, of which there are "
                    + stage.ladder().size();
        }
        return switch (outcome) {
            case WALLTIME -> "run again with twice the walltime (the default)";
            case OOM ->
                stage.limits().memory() == null
                        ? "run again as it was (the default is twice the memory, and the stage has none)"
                        : "run again with twice the memory (the default)";
            case START_FAILED, SETUP -> "run again, elsewhere if possible (the default)";
            default ->
                "not run again (the default; retry.on." + outcome.name().toLowerCase(Locale.ROOT)
                        + ": same would repeat it)";
        };
    }

    private static String text(RetryRule rule) {
        if (rule instanceof RetryRule.Never) {
            return "never run again";
        }
        if (rule instanceof RetryRule.Ladder) {
            return "run again with the next step of the ladder";
        }
        if (rule instanceof RetryRule.Grow grow) {
            RetryRule.Growth memory = grow.memory();
            RetryRule.Growth walltime = grow.walltime();
            return "run again with more " + (walltime == null ? "" : "walltime" + by(walltime, false))
                    + (walltime != null && memory != null ? " and " : "")
                    + (memory == null ? "" : "memory" + by(memory, true));
        }
        return "run again as it was";
    }

    private static String by(RetryRule.Growth growth, boolean memory) {
        if (growth.factor() != 0) {
            return " (x"
                    + (growth.factor() == Math.rint(growth.factor())
                            ? Long.toString(Math.round(growth.factor()))
                            : Double.toString(growth.factor()))
                    + ")";
        }
        return " (" + (memory ? MemorySize.format(growth.value()) : Times.exact(growth.value() / 1000.0)) + ")";
    }
}
