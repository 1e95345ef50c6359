package org.musterhpc.agent.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;

/**
 * One exchange with Redis: hands in what there is to say, claims, and gives what was claimed to the {@link Slots}. While
 * Redis does not answer, reports are kept.
 */
final class Exchanger {
    private static final int BATCH = 1000;
    /** So many answers to claims that nobody understands, one after the other, and no more is claimed: each may cost leases. */
    private static final int STRIKES = 3;

    private final WorkQueue queue;
    private final Slots slots;
    private final RedisClock clock;
    private final Diary diary;
    private final ClaimPlanner planner;
    private int strikes;

    Exchanger(WorkQueue queue, Slots slots, RedisClock clock, Diary diary, ClaimPlanner planner) {
        this.queue = queue;
        this.slots = slots;
        this.clock = clock;
        this.diary = diary;
        this.planner = planner;
    }

    /**
     * What became of an exchange.
     *
     * @param answered whether Redis answered, and refused nothing
     * @param again whether it did so for the first time since it had not
     * @param reported whether anything was said to which there may be an echo
     * @param mood what Redis said of what to expect next; null where it said nothing
     */
    record Result(
            boolean answered,
            boolean again,
            boolean reported,
            List<ClaimedTask> claimed,
            @Nullable Mood mood) {
        static final Result NONE = new Result(false, false, false, List.of(), null);
    }

    Result once(List<Want> wants) {
        Outbox outbox = slots.outbox();
        List<Report> reports = outbox.first(BATCH);
        journal();
        long sent = clock.nanos();
        Exchange answer;
        outbox.sending();
        try {
            answer = queue.exchange(reports, wants);
        } catch (RuntimeException e) {
            unanswered(e, !wants.isEmpty());
            return Result.NONE;
        }
        boolean again = answered(answer, reports, !wants.isEmpty());
        slots.roundTripTook((clock.nanos() - sent) / 1e9);
        List<ClaimedTask> claimed = planner.answered(wants, answer.leases(), sent);
        slots.arrived(claimed);
        if (answer.refusal() != null) {
            unanswered(answer.refusal(), false);
            return new Result(false, false, !reports.isEmpty(), claimed, null);
        }
        Mood mood = wants.isEmpty() && answer.mood() != Mood.PAUSED ? null : answer.mood();
        return new Result(true, again, !reports.isEmpty(), claimed, mood);
    }

    /** Whether Redis' answers to claims are not understood. */
    boolean confused() {
        return strikes >= STRIKES;
    }

    /** Whatever is wrong with the journal, Redis is to hear of what is in it. */
    private void journal() {
        try {
            slots.outbox().journal();
        } catch (Error | RuntimeException e) {
            slots.alarm().failed("the journal of results", e);
        }
    }

    /** Redis did not do it, or not all of it: tasks go on meanwhile, and what they have to say is kept. */
    private void unanswered(RuntimeException e, boolean claiming) {
        if (slots.contact().answering()) {
            diary.warn("Redis does not answer; tasks go on, reports are kept: " + e.getMessage());
        }
        slots.contact().unanswered();
        slots.outbox().away();
        slots.outbox().keep();
        strikes += claiming && !(e instanceof QueueUnavailableException) ? 1 : 0;
    }

    private boolean answered(Exchange answer, List<Report> reports, boolean claimed) {
        boolean again = answer.refusal() == null && !slots.contact().answering();
        if (again) {
            diary.info("Redis answers again");
            slots.contact().answered();
        }
        strikes = claimed ? 0 : strikes;
        clock.heard(answer.now());
        for (int i = 0; i < reports.size(); i++) {
            if (answer.answers().get(i) == Report.Answer.STALE) {
                diary.warn(
                        "too late with the report on " + reports.get(i).lease().id() + ": the task was no longer ours");
            }
        }
        slots.outbox().taken(answer.heard(reports));
        return again;
    }
}
