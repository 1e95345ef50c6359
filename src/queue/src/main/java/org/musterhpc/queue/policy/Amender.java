package org.musterhpc.queue.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses;
import org.musterhpc.queue.Losses.Amendment;
import org.musterhpc.queue.Losses.Lost;
import org.musterhpc.queue.Losses.Waits;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.Releaser.Gone;

/**
 * Puts attempts right that were recorded as lost before anybody could say why: the agent heard a signal and gave its tasks
 * back, or its leases ran out, and only then the scheduler tells what ended the allocation. A task that still waits goes on
 * as if that had been known at once.
 */
public final class Amender {
    /** Between what an agent says when it leaves and when the leases of another beside it have run out. */
    private static final Duration AT_ONCE = Duration.ofMinutes(2);

    private final Losses losses;
    private final Campaign campaign;

    public Amender(Losses losses, Campaign campaign) {
        this.losses = losses;
        this.campaign = campaign;
    }

    /**
     * What was put right; may be said again, as what has been explained is left alone.
     *
     * @param charged attempts that are their task's own failure now
     * @param explained those that are a loss as before, of which it is recorded why
     */
    public record Amended(int charged, int explained) {}

    /**
     * @param told what a scheduler says of an attempt's allocation, or null where it says nothing
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not answer
     */
    public Amended amend(Function<Attempt, @Nullable Gone> told) {
        List<Lost> lost =
                ofTheLastRun(losses.lately(attempt -> LossReasons.open(attempt) && told.apply(attempt) != null), told);
        Map<String, Integer> together = new HashMap<>();
        lost.forEach(each -> together.merge(allocation(each, told), 1, Integer::sum));
        List<Amendment> amendments = new ArrayList<>();
        for (Lost each : lost) {
            Waits waits = each.waits();
            Gone gone = told.apply(each.attempt());
            if (waits != null && gone != null) {
                boolean several = together.getOrDefault(allocation(each, told), 0) > 1;
                amendments.add(amendment(each, waits.message(), gone, several));
            }
        }
        List<Answer> answers = amendments.isEmpty() ? List.of() : losses.amend(amendments);
        int charged = 0;
        int explained = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) == Answer.ACCEPTED) {
                boolean own = amendments.get(i).attempt().outcome().blame() == Outcome.Blame.TASK;
                charged += own ? 1 : 0;
                explained += own ? 0 : 1;
            }
        }
        return new Amended(charged, explained);
    }

    /** A requeued allocation has its old name: what was lost long before its end was lost by another. */
    private static List<Lost> ofTheLastRun(List<Lost> lost, Function<Attempt, @Nullable Gone> told) {
        Map<String, Instant> last = new HashMap<>();
        lost.forEach(
                each -> last.merge(allocation(each, told), each.attempt().ended(), (a, b) -> a.isAfter(b) ? a : b));
        return lost.stream()
                .filter(each -> !each.attempt()
                        .ended()
                        .isBefore(last.getOrDefault(allocation(each, told), Instant.EPOCH)
                                .minus(AT_ONCE)))
                .toList();
    }

    private static String allocation(Lost lost, Function<Attempt, @Nullable Gone> told) {
        return Objects.requireNonNull(told.apply(lost.attempt())).allocation();
    }

    private Amendment amendment(Lost lost, Message message, Gone gone, boolean several) {
        Stage stage = campaign.stage(lost.stage());
        Duration walltime = message.needs().walltime();
        Lease lease = new Lease(
                lost.stage(),
                message.withTries(before(message.tries())),
                lost.attempt().token(),
                lost.attempt().started(),
                walltime == null ? stage.limits().walltime() : walltime);
        Outcome outcome = outcome(stage, lost.attempt(), lease.walltime(), gone, several);
        Attempt attempt = recorded(lost.attempt(), outcome, LossReasons.reason(gone, several), gone.allocation());
        Report becomes = outcome == lost.attempt().outcome()
                ? null
                : RetryPolicy.decide(stage, lease, attempt).orElse(null);
        // Where nothing is other than it was, the task keeps its place.
        boolean same = becomes instanceof Report.Retry retry && retry.next().equals(message);
        return new Amendment(lost, attempt, same ? null : becomes);
    }

    private static Tries before(Tries after) {
        return new Tries(Math.max(0, after.attempt() - 1), after.failures(), Math.max(0, after.losses() - 1));
    }

    private static Outcome outcome(Stage stage, Attempt lost, Duration walltime, Gone gone, boolean several) {
        Outcome was = lost.outcome();
        if (!(RetryPolicy.rule(stage, was) instanceof RetryRule.Same)) {
            return was; // the loss itself has changed what the task needs
        }
        return switch (gone.outcome()) {
            case OOM -> several ? was : Outcome.OOM;
            case WALLTIME -> {
                Duration took = Duration.between(lost.started(), lost.ended());
                yield took.compareTo(walltime) < 0 ? was : Outcome.WALLTIME;
            }
            default -> gone.outcome();
        };
    }

    private static Attempt recorded(Attempt lost, Outcome outcome, String reason, String allocation) {
        Place place = lost.place();
        return new Attempt(
                lost.attempt(),
                lost.token(),
                outcome,
                new Detail(lost.detail().exit(), lost.detail().signal(), reason),
                new Place(
                        place.agent(),
                        place.host(),
                        place.cluster(),
                        place.allocation() == null && !allocation.isEmpty() ? allocation : place.allocation()),
                lost.started(),
                lost.ended(),
                lost.usage(),
                lost.result(),
                lost.log(),
                lost.ran());
    }
}
