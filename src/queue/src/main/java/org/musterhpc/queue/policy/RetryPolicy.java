package org.musterhpc.queue.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Outcome.Blame;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetryRule.Growth;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.Walltime;

/** What becomes of a task after an attempt: a pure function of its stage, its lease and how the attempt ended. */
public final class RetryPolicy {
    private static final int BACKOFF_CAP = 100;
    private static final int DOUBLINGS = 7;
    private static final Growth TWICE = new Growth(2, 0, null);
    private static final Map<Outcome, RetryRule> WITHOUT_LADDER = Map.of(
            Outcome.WALLTIME, new RetryRule.Grow(TWICE, null),
            Outcome.OOM, new RetryRule.Grow(null, TWICE),
            Outcome.START_FAILED, new RetryRule.Same(),
            Outcome.SETUP, new RetryRule.Same());

    private RetryPolicy() {}

    /** What to report; nothing for an attempt that was cancelled, as whoever cancelled the task has moved it. */
    public static Optional<Report> decide(Stage stage, Lease lease, Attempt attempt) {
        Tries tries = counted(lease, attempt.outcome());
        Message now = lease.message().withTries(tries);
        if (attempt.outcome() == Outcome.CANCELLED) {
            return Optional.empty();
        }
        if (attempt.outcome() == Outcome.OK) {
            return Optional.of(new Report.Finish(lease, new Ending(lease.stage(), State.DONE, now, attempt)));
        }
        Needs next = exhausted(stage, tries, attempt.outcome()) ? null : next(stage, lease, attempt.outcome());
        return Optional.of(
                next == null
                        ? new Report.Bury(lease, new Ending(lease.stage(), State.DEAD, now, attempt))
                        : new Report.Retry(lease, now.withNeeds(next), wait(stage, tries, attempt.outcome()), attempt));
    }

    /**
     * How an attempt failed by its own doing, where nothing is changed for the next or there is none: its outcome, and the
     * status or signal behind a blank. Empty where it is not so: it was lost, the next attempt has other parameters, more
     * time or memory, or the user said that it is to be run the same again.
     */
    public static String hopeless(Stage stage, Report report) {
        Attempt attempt;
        if (report instanceof Report.Bury bury) {
            attempt = bury.ending().last();
        } else if (report instanceof Report.Retry retry
                && retry.next().needs().equals(retry.lease().message().needs())
                && !(stage.retry().on().get(retry.attempt().outcome()) instanceof RetryRule.Same)) {
            attempt = retry.attempt();
        } else {
            return "";
        }
        Integer status = attempt.detail().exit() != null
                ? attempt.detail().exit()
                : attempt.detail().signal();
        return attempt.outcome().blame() != Blame.TASK
                ? ""
                : status == null ? attempt.outcome().name() : attempt.outcome() + " " + status;
    }

    /**
     * Whether a task was lost so often that it may be what its agents died of: it is best run with nothing beside it, so
     * that no other is lost with it, and so that what runs beside such a task is told from it before both are buried.
     */
    public static boolean suspect(Stage stage, Message message) {
        int losses = message.tries().losses();
        return losses > 0 && losses >= stage.retry().maxLosses() / 2;
    }

    private static Tries counted(Lease lease, Outcome outcome) {
        Tries before = lease.message().tries();
        return new Tries(
                lease.attempt(),
                before.failures() + (outcome.blame() == Blame.TASK ? 1 : 0),
                before.losses() + (outcome.blame() == Blame.INFRASTRUCTURE ? 1 : 0));
    }

    private static boolean exhausted(Stage stage, Tries tries, Outcome outcome) {
        return outcome.blame() == Blame.INFRASTRUCTURE
                ? tries.losses() > stage.retry().maxLosses()
                : tries.failures()
                        >= Math.max(stage.retry().maxAttempts(), stage.ladder().size());
    }

    /** What the next attempt needs, or null where there is to be none. */
    private static @Nullable Needs next(Stage stage, Lease lease, Outcome outcome) {
        RetryRule rule = rule(stage, outcome);
        Needs needs = lease.message().needs();
        if (rule instanceof RetryRule.Never) {
            return null;
        }
        if (rule instanceof RetryRule.Ladder) {
            int step = needs.paramStep() + 1;
            return step < stage.ladder().size()
                    ? new Needs(needs.walltime(), needs.memory(), step, needs.command())
                    : null;
        }
        if (rule instanceof RetryRule.Grow grow) {
            return new Needs(
                    walltime(grow.walltime(), lease, needs),
                    memory(grow.memory(), stage, needs),
                    needs.paramStep(),
                    needs.command());
        }
        return needs;
    }

    /** What follows such an outcome, as long as there are attempts left. */
    public static RetryRule rule(Stage stage, Outcome outcome) {
        if (outcome == Outcome.BAD_MESSAGE) {
            return new RetryRule.Never();
        }
        RetryRule wanted = stage.retry().on().get(outcome);
        if (wanted != null) {
            return wanted;
        }
        if (outcome.blame() == Blame.INFRASTRUCTURE) {
            return new RetryRule.Same();
        }
        if (!stage.ladder().isEmpty()) {
            return new RetryRule.Ladder();
        }
        return WITHOUT_LADDER.getOrDefault(outcome, new RetryRule.Never());
    }

    private static @Nullable Duration walltime(@Nullable Growth growth, Lease lease, Needs needs) {
        if (growth == null) {
            return needs.walltime();
        }
        long current = lease.walltime().toMillis();
        return Duration.ofMillis(Math.max(current, Math.min(growth.next(current), Walltime.LONGEST.toMillis())));
    }

    private static @Nullable Long memory(@Nullable Growth growth, Stage stage, Needs needs) {
        Long current = needs.memory() != null ? needs.memory() : stage.limits().memory();
        if (growth == null || (current == null && growth.factor() != 0)) {
            return needs.memory(); // nothing that could be multiplied: it ran without a limit of ours
        }
        long least = current == null ? 0 : current;
        return Math.max(least, Math.min(growth.next(least), MemorySize.MOST));
    }

    /** How long a task of the stage is delayed at the most. */
    public static Duration longestWait(Stage stage) {
        return stage.retry().backoff().multipliedBy(BACKOFF_CAP);
    }

    /** A first loss says nothing against the task, so it runs again at once. */
    private static Duration wait(Stage stage, Tries tries, Outcome outcome) {
        boolean lost = outcome.blame() == Blame.INFRASTRUCTURE;
        int before = (lost ? tries.losses() - 1 : tries.failures()) - 1;
        if (before < 0) {
            return Duration.ZERO;
        }
        int factor = Math.min(BACKOFF_CAP, 1 << Math.min(before, DOUBLINGS));
        return stage.retry().backoff().multipliedBy(factor);
    }
}
