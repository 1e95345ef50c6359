package org.musterhpc.queue.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;

/** An attempt that its agent will not report on, and what is known of how it ended. */
record Loss(
        Lapsed held,
        Outcome outcome,
        String reason,
        @Nullable String allocation) {

    private Attempt attempt(Instant now, int edition) {
        return new Attempt(
                held.lease().attempt(),
                held.lease().token(),
                outcome,
                Detail.because(reason),
                new Place(held.agent(), "", "", allocation),
                held.lease().claimed(),
                now,
                Usage.UNKNOWN,
                null,
                null,
                Attempt.Ran.of(edition, held.lease().message()));
    }

    /**
     * Takes the tasks away, as the policy decides.
     *
     * @param now in Redis' time
     * @param taking hands reports in
     */
    static Sweeper.Swept take(
            List<Loss> losses, Campaign campaign, Instant now, Function<List<Report>, List<Answer>> taking) {
        List<Report> reports = new ArrayList<>();
        for (Loss loss : losses) {
            RetryPolicy.decide(
                            campaign.stage(loss.held.lease().stage()),
                            loss.held.lease(),
                            loss.attempt(now, campaign.edition().number()))
                    .ifPresent(reports::add);
        }
        List<Answer> answers = reports.isEmpty() ? List.of() : taking.apply(reports);
        int retried = 0;
        int buried = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) == Answer.ACCEPTED) {
                retried += reports.get(i) instanceof Report.Retry ? 1 : 0;
                buried += reports.get(i) instanceof Report.Bury ? 1 : 0;
            }
        }
        return new Sweeper.Swept(retried, buried, answers.size() - retried - buried, false);
    }
}
