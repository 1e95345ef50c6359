package org.musterhpc.agent.claim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;

/**
 * Exchanges with Redis: hands in what there is to say, claims, and gives what was claimed to the {@link Slots}; all of that on
 * one thread, others only wait for Redis. While Redis does not answer, reports are kept.
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
     * What became of an exchange, or of several.
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
        static final Result UNANSWERED = new Result(false, false, false, List.of(), null);
        private static final Result BEFORE = new Result(true, false, false, List.of(), null);

        Result and(Result next) {
            return new Result(
                    answered && next.answered,
                    again || next.again,
                    reported || next.reported,
                    Stream.concat(claimed.stream(), next.claimed.stream()).toList(),
                    mood == null || mood == Mood.OPEN ? next.mood : mood);
        }
    }

    /**
     * Asks for this and hands in what there is to say: in one exchange, or in two halves that are under way together where it
     * is much. What was asked for before and not answered comes first, alone.
     */
    Result all(List<Want> wants) {
        List<Lane> unanswered = queue.unanswered();
        int reports = slots.outbox().waiting();
        if (!unanswered.isEmpty()) {
            return again(unanswered, wants);
        }
        return Halves.worth(wants, reports) ? both(wants, Math.min(BATCH, (reports + 1) / 2)) : once(Lane.FIRST, wants);
    }

    /** @param wants what would be asked for now; what was asked for then is asked for instead */
    private Result again(List<Lane> lanes, List<Want> wants) {
        Result all = Result.BEFORE;
        for (Lane lane : lanes) {
            all = all.answered() ? all.and(once(lane, wants)) : all;
        }
        return all;
    }

    private Result once(Lane lane, List<Want> wants) {
        Trip trip = begin(lane, wants, BATCH);
        trip.go(queue);
        return end(trip);
    }

    /** Redis works on one half while the other is made, or its answer is read and its tasks are begun. */
    private Result both(List<Want> wants, int reports) {
        Deque<Trip> underWay = new ArrayDeque<>();
        Result all = Result.BEFORE;
        try {
            underWay.add(send(Lane.FIRST, Halves.first(wants), reports));
            underWay.add(send(Lane.SECOND, Halves.second(wants), BATCH));
            while (!underWay.isEmpty()) {
                all = all.and(end(underWay.remove()));
            }
            return all;
        } finally {
            // Where something went wrong: what the other is given is known to nobody else.
            underWay.forEach(this::end);
        }
    }

    private Trip send(Lane lane, List<Want> wants, int reports) {
        Trip trip = begin(lane, wants, reports);
        try {
            slots.means().threads().execute(() -> trip.go(queue));
        } catch (Error | RuntimeException e) {
            trip.go(queue); // no thread is to be had
        }
        return trip;
    }

    private Trip begin(Lane lane, List<Want> wants, int most) {
        Outbox.Parcel parcel = slots.outbox().send(most);
        try {
            journal();
            return new Trip(lane, wants, parcel, clock.nanos());
        } catch (Throwable e) {
            slots.outbox().over(parcel);
            throw e;
        }
    }

    private Result end(Trip trip) {
        try {
            Exchange answer;
            try {
                answer = trip.answer();
            } catch (RuntimeException e) {
                unanswered(e, !trip.wants().isEmpty());
                return Result.UNANSWERED;
            }
            return answered(trip, answer);
        } finally {
            slots.outbox().over(trip.parcel());
        }
    }

    private Result answered(Trip trip, Exchange answer) {
        List<Report> reports = trip.parcel().reports();
        List<Want> wants = trip.wants();
        boolean again = heard(answer, trip);
        slots.roundTripTook((clock.nanos() - trip.sent()) / 1e9);
        List<ClaimedTask> claimed = planner.answered(wants, answer.leases(), trip.sent());
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
            slots.means().alarm().failed("the journal of results", e);
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

    private boolean heard(Exchange answer, Trip trip) {
        List<Report> reports = trip.parcel().reports();
        boolean again = answer.refusal() == null && !slots.contact().answering();
        if (again) {
            diary.info("Redis answers again");
            slots.contact().answered();
        }
        strikes = trip.wants().isEmpty() ? strikes : 0;
        clock.heard(answer.now());
        for (int i = 0; i < reports.size(); i++) {
            if (answer.answers().get(i) == Report.Answer.STALE) {
                diary.warn(
                        "too late with the report on " + reports.get(i).lease().id() + ": the task was no longer ours");
                slots.outbox().late(reports.get(i));
            }
        }
        slots.outbox().answered(trip.parcel(), answer.heard(reports));
        return again;
    }
}
