package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.claim.ClaimPlanner.Left;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.UntrustedException;

/**
 * The one thread that hands reports in and claims: both in one round trip where both are due. It decides when that is, and
 * when to leave; while Redis does not answer, tasks go on and their reports wait.
 */
public final class ClaimLoop {
    private static final long FLUSH_AFTER = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long TOO_OLD = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(250);
    /** Whoever tends rings when what is held back may go on. */
    private static final Duration HELD_BACK = Duration.ofSeconds(30);

    private static final long LEAVE_WITHIN = TimeUnit.SECONDS.toNanos(2);
    private static final int FAILURES = 100;

    private final Editions editions;
    private final Slots slots;
    private final Contact contact;
    private final Stay stay;
    private final RedisClock clock;
    private final Diary diary;
    private final ClaimPlanner planner;
    private final Exchanger exchanger;
    private final BellListener listener;
    private final PollTimes polls;
    private final Stragglers stragglers;

    private long stopSeen;
    private boolean judged;
    private boolean oneTaken;
    private boolean stopping;
    private @Nullable Leaving leaving;

    /** What it is told by: the time, and that there may be work. */
    public record Signs(RedisClock clock, BellListener listener) {}

    public ClaimLoop(WorkQueue queue, Slots slots, Stay stay, Signs signs, Diary diary) {
        this(queue, slots, stay, signs, diary, Editions.only(queue.campaign()));
    }

    /** @param editions the campaign, for where it changes */
    public ClaimLoop(WorkQueue queue, Slots slots, Stay stay, Signs signs, Diary diary, Editions editions) {
        this.editions = editions;
        this.slots = slots;
        this.contact = slots.contact();
        this.stay = stay;
        this.clock = signs.clock();
        this.listener = signs.listener();
        this.diary = diary;
        this.planner = new ClaimPlanner(editions.campaign(), slots.capacity(), stay.task());
        this.exchanger = new Exchanger(queue, slots, clock, diary, planner);
        this.polls = new PollTimes(RandomGenerator.getDefault(), clock.nanos());
        this.stragglers = new Stragglers(queue.doubles(), slots, planner, diary, clock.nanos());
    }

    /** Claims and reports until there is a reason to leave and everything is handed in, or kept on disk. */
    public Leaving run() throws InterruptedException {
        for (int failures = 0; failures < FAILURES; ) {
            try {
                Leaving why = runOnce();
                if (why != null) {
                    return why;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                failures++;
                failed(e);
            }
        }
        return Leaving.BROKEN;
    }

    /** Nothing is claimed any more; what there is to say is kept, and said if Redis takes it. */
    private void failed(Throwable cause) throws InterruptedException {
        slots.means().alarm().failed("the claiming thread", cause);
        leaving = Leaving.BROKEN;
        polls.retryAt(clock.nanos() + LOOK_AT_LEAST);
        try {
            slots.outbox().away();
            slots.outbox().keep();
            slots.await(slots.look(), LOOK_AT_LEAST);
        } catch (Error | RuntimeException e) {
            slots.means().alarm().failed("the spool", e);
        }
    }

    /** One look at what is due; says why to leave once nothing keeps the agent. */
    @Nullable
    Leaving runOnce() throws InterruptedException {
        Look look = slots.look();
        long now = clock.nanos();
        heed(look);
        stopSeen = stopSeen == 0 && look.stopping() && look.idle() ? now : stopSeen;
        judge(look, now);
        if (leaving != null && look.idle() && (look.reports() == 0 || patienceOver(now))) {
            slots.outbox().leaveBehind(diary);
            return leaving;
        }
        if (leaving == null) {
            slots.giveBackOlderThan(TOO_OLD);
        } else {
            slots.giveBackAllThatWaits(); // whoever leaves begins nothing any more
        }
        look = slots.look();
        boolean hungry = !planner.wants(left(look, 0), stay.allotment(), now).isEmpty();
        long due = Math.max(polls.nextTry(), due(look, now, hungry));
        listener.hungry(hungry && due > now);
        if (due > now) {
            if (hungry && !stay.one() && stragglers.help(left(look, 0), stay, now)) {
                polls.busy(now);
            }
            if (slots.await(look, Math.min(due - now, LOOK_AT_LEAST))) {
                polls.soon(clock.nanos());
                slots.beginOthers(); // another campaign may have left room for what waits here
            }
        } else {
            exchange(look);
        }
        return null;
    }

    private boolean mayClaim(Look look) {
        boolean complete = polls.complete(clock.nanos()) && !look.idle();
        return leaving == null && contact.mayClaim() && !look.alone() && !complete && !(stay.one() && oneTaken);
    }

    /** What may be claimed now, and how much beside that to wait here. */
    private Left left(Look look, int ahead) {
        if (!mayClaim(look)) {
            return Left.NOTHING;
        }
        return stay.one() ? new Left(look.free(), 0, 0) : new Left(look.free(), Math.max(0, ahead - look.ready()), 0);
    }

    /** Why it is about to leave, as soon as nothing keeps it. */
    @Nullable
    Leaving leaving() {
        return leaving;
    }

    private boolean patienceOver(long now) {
        return (stopSeen != 0 && now - stopSeen > LEAVE_WITHIN) || stay.over(contact, slots.outbox());
    }

    /** What a signal or the end of the allocation told the slots. */
    private void heed(Look look) {
        Leaving called = look.called();
        if (called != null && (leaving == null || called.goesBefore(leaving))) {
            leaving = called;
            diary.info("is to leave (" + called.reason() + "): gives back what waits, " + look.running() + " run");
        }
        if (look.stopping() && !stopping) {
            stopping = true;
            diary.info("stops " + look.running() + " that run");
        }
    }

    /** When the next exchange is due, by the monotonic clock. */
    private long due(Look look, long now, boolean hungry) {
        long reports =
                look.reports() == 0 ? Long.MAX_VALUE : hungry || look.idle() ? now : look.firstReport() + FLUSH_AFTER;
        boolean claims = hungry || (!stay.one() && look.low() && ahead(look, now));
        return Math.min(reports, claims ? polls.next() : Long.MAX_VALUE);
    }

    /** Whether anything is to be claimed that waits here. */
    private boolean ahead(Look look, long now) {
        return !planner.wants(left(look, look.ahead()), stay.allotment(), now).isEmpty();
    }

    private void judge(Look look, long now) {
        boolean first = !judged;
        judged = true;
        if (look.idle() && (leaving == null || look.reports() > 0) && stay.over(contact, slots.outbox())) {
            leaving = leaving == Leaving.STOPPED || leaving == Leaving.BROKEN ? leaving : Leaving.NO_REDIS;
        } else if (leaving != null) {
            return;
        } else if (slots.means().health().sick()) {
            diary.warn("stops claiming: ten tasks in a row could not be started on this node");
            leaving = Leaving.SICK;
        } else if (stay.one() && oneTaken && look.idle()) {
            leaving = Leaving.ONE_DONE;
        } else if (editions.campaign().stages().stream().noneMatch(stay.allotment()::fits)) {
            leaving = first ? Leaving.UNFIT : Leaving.NO_TIME;
        } else if (look.idle() && contact.answering()) {
            leaving = stay.afterNothing(polls.nothingFor());
        }
        if (!look.idle() || !contact.mayClaim()) {
            polls.busy(now);
        }
    }

    /** As many exchanges as it takes to ask all stages for what there is room for. */
    private void exchange(Look look) {
        Left left = left(look, look.ahead());
        int got = 0;
        Mood held = null;
        List<Want> wants = planner.wants(left, stay.allotment(), clock.nanos());
        do {
            Exchanger.Result result = exchanger.all(
                    stay.one() ? wants.stream().map(ClaimLoop::one).toList() : wants);
            got += result.claimed().size();
            held = result.mood() == Mood.FULL || result.mood() == Mood.PACED ? result.mood() : held;
            oneTaken |= !result.claimed().isEmpty();
            heard(result, look);
            if (!result.answered()) {
                return;
            }
            left = wants.isEmpty() ? Left.NOTHING : left.after(result.claimed(), planner.behind(wants));
            wants = mayClaim(slots.look()) ? planner.wants(left, stay.allotment(), clock.nanos()) : List.of();
        } while (!wants.isEmpty());
        if (got > 0) {
            polls.found(clock.nanos());
        } else if (held != null) {
            boolean stays = held == Mood.PACED || stay.patient();
            polls.heldBack(clock.nanos(), stays ? HELD_BACK : stay.nextLook(polls.nothingFor()));
        } else {
            polls.foundNothing(clock.nanos(), stay.nextLook(polls.nothingFor()));
        }
    }

    /** What is claimed from now on is run by another edition; what was claimed before and waits here goes back for that. */
    private void renew() {
        try {
            Campaign changed = editions.renew();
            slots.giveBackAllThatWaits();
            slots.take(changed);
            planner.take(changed);
            diary.info("goes by edition " + changed.edition().number() + " of the campaign from now on");
        } catch (UntrustedException e) {
            diary.warn("claims nothing more: " + e.getMessage());
            leaving = Leaving.BROKEN;
        } catch (QueueUnavailableException e) {
            diary.warn("the campaign has changed, and cannot be read now: "
                    + e.getMessage()); // the next claim says so again
        }
    }

    private static Want one(Want want) {
        return new Want(want.stage(), 1, want.offer(), want.task());
    }

    private void heard(Exchanger.Result result, Look look) {
        if (!result.answered()) {
            polls.unanswered(clock.nanos());
            if (exchanger.confused() && leaving == null) {
                diary.warn("claims nothing more, as Redis' answers to that are not understood; what runs goes on");
                leaving = Leaving.BROKEN;
            }
            return;
        }
        polls.answered();
        if (result.again()) {
            polls.busy(clock.nanos());
        }
        if (result.reported()) {
            polls.mayComeSoon();
        }
        if (result.mood() == Mood.PACED || (result.mood() == Mood.FULL && stay.patient())) {
            polls.busy(clock.nanos()); // whoever tends rings when it may go on
        } else if (result.mood() == Mood.SILENT) {
            contact.unleased();
        } else if (result.mood() == Mood.CHANGED) {
            renew();
        } else if (result.mood() == Mood.GONE) {
            leaving = Leaving.GONE;
        } else if (result.mood() == Mood.PAUSED) {
            slots.giveBackAllThatWaits(); // it was claimed, and not begun
        } else if (result.mood() == Mood.COMPLETE && look.idle()) {
            leaving = Leaving.COMPLETE;
        } else if (result.mood() == Mood.COMPLETE) {
            polls.foundComplete(clock.nanos());
        }
    }
}
