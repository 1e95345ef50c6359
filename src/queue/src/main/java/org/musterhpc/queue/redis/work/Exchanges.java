package org.musterhpc.queue.redis.work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.work.Reports.Reporter;

/**
 * An agent's exchanges, each in one round trip; a bad message found in a reply costs one more. Several may be made at the same
 * time: what must be known from one to the next is {@link ExchangeLane}'s.
 */
final class Exchanges {
    private final ScriptRunner runner;
    private final Calls calls;
    private final Replies replies;
    private final @Nullable AgentInfo agent;
    private final ClaimTimes claimTimes;

    /** What exchanges are made of. */
    record Calls(Reports reports, Claims claims, LeaseRevoker revoker) {}

    Exchanges(ScriptRunner runner, Calls calls, Replies replies, @Nullable AgentInfo agent, ClaimTimes claimTimes) {
        this.runner = runner;
        this.calls = calls;
        this.replies = replies;
        this.agent = agent;
        this.claimTimes = claimTimes;
    }

    /** @param again whether a claim of it must be said again */
    record Answered(Exchange exchange, boolean again) {}

    Answered once(List<Report> handedIn, Claims.Numbered asked) {
        List<Want> wants = asked.wants();
        List<Reports.Sending> sendings = calls.reports().sendings(handedIn, Reporter.HOLDER);
        List<Script.Call> all =
                sendings.stream().map(Reports.Sending::call).collect(Collectors.toCollection(ArrayList::new));
        all.addAll(
                wants.isEmpty()
                        ? List.of(calls.revoker().clock())
                        : calls.claims().calls(Objects.requireNonNull(agent), asked));
        long sent = runner.nanos();
        List<ScriptRunner.Result> results = runner.tryAll(all);
        List<ScriptRunner.Result> reported = results.subList(0, sendings.size());
        List<ScriptRunner.Result> claimed =
                wants.isEmpty() ? List.of() : results.subList(sendings.size(), results.size());
        QueueUnavailableException refusal = Replies.refusal(reported, claimed);
        List<Lease> leases = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        Mood mood = Mood.OPEN;
        boolean busy = false;
        Mood heldBack = Mood.OPEN;
        Instant now = null;
        for (int i = 0; i < claimed.size(); i++) {
            if (claimed.get(i).refusal() == null) {
                List<?> reply = (List<?>) claimed.get(i).answer();
                now = Replies.instant(reply.get(0));
                mood = mood(reply);
                busy |= reply.get(1).equals("BUSY");
                heldBack = heldBack(heldBack, reply);
                replies.claimed(wants.get(i).stage(), reply, leases, unreadable);
            }
        }
        if (mood == Mood.OPEN && Reports.paused(sendings, results)) {
            mood = Mood.PAUSED;
        }
        claimTimes.claimed(leases, sent);
        List<Answer> answers = Reports.answers(sendings, results, handedIn.size());
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) != Answer.REFUSED) {
                claimTimes.gone(handedIn.get(i).lease());
            }
        }
        // Of an agent without a lease, or of an older edition, it is not said what was given before.
        boolean again = mood == Mood.SILENT
                || mood == Mood.CHANGED
                || claimed.stream().anyMatch(result -> result.refusal() != null);
        if (!unreadable.isEmpty()) {
            refusal = bury(unreadable, refusal);
        } else if (!wants.isEmpty() && leases.isEmpty() && mood == Mood.OPEN) {
            boolean over = heldBack == Mood.OPEN
                    && !busy
                    && refusal == null
                    && calls.claims().complete();
            mood = over ? Mood.COMPLETE : heldBack;
        }
        if (now == null) {
            // No claim was answered, so nothing is lost where this is not, either.
            ScriptRunner.Result end = results.get(results.size() - 1);
            now = end.refusal() == null
                    ? Replies.instant(((List<?>) end.answer()).get(0))
                    : calls.revoker().time();
        }
        return new Answered(new Exchange(answers, leases, now, mood, refusal), again);
    }

    /** An exchange that came late is of no interest: what it asked for was asked for again. */
    private static Mood mood(List<?> reply) {
        return List.of("OLD", "BUSY", "FULL", "PACED").contains((String) reply.get(1))
                ? Mood.OPEN
                : Mood.valueOf((String) reply.get(1));
    }

    /** Of several stages that hold their tasks back, what is over first counts. */
    private static Mood heldBack(Mood before, List<?> reply) {
        boolean full = reply.get(1).equals("FULL");
        return reply.get(1).equals("PACED") ? Mood.PACED : full && before == Mood.OPEN ? Mood.FULL : before;
    }

    /** What cannot be read is dead; where Redis refuses that now, it lapses and is buried by whoever finds it then. */
    private @Nullable QueueUnavailableException bury(
            List<Report> unreadable, @Nullable QueueUnavailableException before) {
        try {
            calls.revoker().take(unreadable, Reporter.HOLDER);
            return before;
        } catch (QueueUnavailableException e) {
            return before == null ? e : before;
        }
    }
}
