package org.musterhpc.agent.claim;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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
 * The one thread that hands reports in and claims: both in one round trip where both are due. While Redis does not answer,
 * tasks go on and their reports wait here.
 */
public final class ClaimLoop {
    private static final int BATCH = 1000;
    private static final long FLUSH_AFTER = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long TOO_OLD = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LEAVE_WITHIN = TimeUnit.SECONDS.toNanos(2);
    /** So many answers to claims that nobody understands, one after the other, and no more is claimed: each may cost leases. */
    private static final int STRIKES = 3;

    private static final int FAILURES = 100;

    private final WorkQueue queue;
    private final Desk desk;
    private final Contact contact;
    private final Stay stay;
    private final RedisClock clock;
    private final Diary diary;
    private final Health health;
    private final Wishes wishes;
    private final BellListener listener;
    private final PollTimes polls;

    private long stopSeen;
    private int strikes;
    private boolean judged;
    private boolean oneTaken;
    private boolean stopping;
    private @Nullable Leaving leaving;

    /** What it is told by: the time, and that there may be work. */
    public record Signs(RedisClock clock, BellListener listener) {}

    public ClaimLoop(WorkQueue queue, Desk desk, Health health, Stay stay, Signs signs, Diary diary) {
        this.queue = queue;
        this.desk = desk;
        this.contact = desk.contact();
        this.health = health;
        this.stay = stay;
        this.clock = signs.clock();
        this.listener = signs.listener();
        this.diary = diary;
        this.wishes = new Wishes(queue.campaign(), desk.room());
        this.polls = new PollTimes(RandomGenerator.getDefault(), clock.nanos());
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
        desk.alarm().failed("the claiming thread", cause);
        leaving = Leaving.BROKEN;
        polls.retryAt(clock.nanos() + LOOK_AT_LEAST);
        try {
            desk.outbox().away();
            desk.outbox().keep();
            desk.await(desk.look(), LOOK_AT_LEAST);
        } catch (Error | RuntimeException e) {
            desk.alarm().failed("the spool", e);
        }
    }

    /** One look at what is due; says why to leave once nothing keeps the agent. */
    @Nullable
    Leaving runOnce() throws InterruptedException {
        Look look = desk.look();
        long now = clock.nanos();
        heed(look);
        stopSeen = stopSeen == 0 && look.stopping() && look.idle() ? now : stopSeen;
        judge(look, now);
        if (leaving != null && look.idle() && (look.reports() == 0 || patienceOver(now))) {
            desk.outbox().leaveBehind(diary);
            return leaving;
        }
        // Whoever leaves begins nothing any more.
        desk.giveBackOlderThan(leaving == null ? TOO_OLD : -1);
        look = desk.look();
        boolean hungry = leaving == null && contact.mayClaim() && !look.alone() && look.free() > look.ready();
        long due = Math.max(polls.nextTry(), due(look, now, hungry));
        listener.hungry(hungry && due > now);
        if (due > now) {
            if (desk.await(look, Math.min(due - now, LOOK_AT_LEAST))) {
                polls.soon(clock.nanos());
            }
        } else {
            exchange(look);
        }
        return null;
    }

    /** Why it is about to leave, as soon as nothing keeps it. */
    @Nullable
    Leaving leaving() {
        return leaving;
    }

    private boolean patienceOver(long now) {
        return (stopSeen != 0 && now - stopSeen > LEAVE_WITHIN) || stay.over(contact, desk.outbox());
    }

    /** What a signal or the end of the allocation told the desk. */
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
        long claims = Long.MAX_VALUE;
        if (leaving == null && contact.mayClaim() && !(stay.one() && oneTaken)) {
            boolean low = look.free() == 0 && look.ready() * 2 < desk.ahead(1);
            claims = hungry || low ? polls.next() : Long.MAX_VALUE;
        }
        return Math.min(reports, claims);
    }

    private void judge(Look look, long now) {
        boolean first = !judged;
        judged = true;
        if (look.idle() && (leaving == null || look.reports() > 0) && stay.over(contact, desk.outbox())) {
            leaving = leaving == Leaving.STOPPED || leaving == Leaving.BROKEN ? leaving : Leaving.NO_REDIS;
        } else if (leaving != null) {
            return;
        } else if (health.sick()) {
            diary.warn("stops claiming: ten tasks in a row could not be started on this node");
            leaving = Leaving.SICK;
        } else if (stay.one() && oneTaken && look.idle()) {
            leaving = Leaving.ONE_DONE;
        } else if (queue.campaign().stages().stream().noneMatch(stay.allotment()::fits)) {
            leaving = first ? Leaving.UNFIT : Leaving.NO_TIME;
        } else if (look.idle() && contact.answering()) {
            leaving = stay.afterNothing(polls.nothingFor());
        }
        if (!look.idle() || !contact.mayClaim()) {
            polls.busy(now);
        }
    }

    private void exchange(Look look) {
        boolean claims = leaving == null && contact.mayClaim() && !look.alone() && !(stay.one() && oneTaken);
        int free = claims ? Math.max(0, look.free() - look.ready()) : 0;
        int ahead = claims && !stay.one() ? Math.max(0, desk.ahead(1) - look.ready()) : 0;
        if (stay.one()) {
            free = Math.min(1, free);
        }
        int asked = 0;
        int got = 0;
        boolean again = true;
        while (again) {
            List<Report> reports = desk.outbox().first(BATCH);
            List<Want> wants = claims ? wishes.next(asked, free, ahead, stay.allotment()) : List.of();
            long sent = clock.nanos();
            Exchange answer;
            desk.outbox().sending();
            try {
                answer = queue.exchange(reports, wants);
            } catch (RuntimeException e) {
                unanswered(e, !wants.isEmpty());
                return;
            }
            answered(answer, reports, !wants.isEmpty());
            desk.roundTripTook((clock.nanos() - sent) / 1e9);
            List<Held> held = wishes.held(answer.leases(), sent);
            desk.arrived(held);
            if (answer.refusal() != null) {
                oneTaken |= !held.isEmpty();
                unanswered(answer.refusal(), false);
                return;
            }
            if (wants.isEmpty()) {
                polls.foundNothing(clock.nanos(), stay.nextLook(polls.nothingFor()));
                return;
            }
            wishes.answered(wants, answer.leases());
            got += answer.leases().size();
            for (Held one : held) {
                int fromFree = one.alone() ? 0 : Math.min(free, one.cost());
                free -= fromFree;
                ahead -= fromFree > 0 ? 0 : 1;
            }
            asked = wishes.behind(wants);
            oneTaken |= !answer.leases().isEmpty();
            mood(answer.mood(), look);
            again = leaving == null
                    && contact.mayClaim()
                    && free + ahead > 0
                    && !desk.look().alone()
                    && !wishes.next(asked, free, ahead, stay.allotment()).isEmpty();
        }
        if (got > 0) {
            polls.found(clock.nanos());
        } else {
            polls.foundNothing(clock.nanos(), stay.nextLook(polls.nothingFor()));
        }
    }

    /** Redis did not do it, or not all of it: tasks go on meanwhile, and what they have to say is kept. */
    private void unanswered(RuntimeException e, boolean claiming) {
        if (contact.answering()) {
            diary.warn("Redis does not answer; tasks go on, reports are kept: " + e.getMessage());
        }
        contact.unanswered();
        desk.outbox().away();
        desk.outbox().keep();
        polls.unanswered(clock.nanos());
        strikes += claiming && !(e instanceof QueueUnavailableException) ? 1 : 0;
        if (strikes >= STRIKES && leaving == null) {
            diary.warn("claims nothing more, as Redis' answers to that are not understood; what runs goes on");
            leaving = Leaving.BROKEN;
        }
    }

    private void answered(Exchange answer, List<Report> reports, boolean claimed) {
        if (answer.refusal() == null) {
            if (!contact.answering()) {
                diary.info("Redis answers again");
                contact.answered();
                polls.busy(clock.nanos());
            }
            polls.answered();
        }
        strikes = claimed ? 0 : strikes;
        clock.heard(answer.now());
        for (int i = 0; i < reports.size(); i++) {
            if (answer.answers().get(i) == Report.Answer.STALE) {
                diary.warn(
                        "too late with the report on " + reports.get(i).lease().id() + ": the task was no longer ours");
            }
        }
        desk.outbox().taken(answer.heard(reports));
        if (!reports.isEmpty()) {
            polls.mayComeSoon();
        }
    }

    private void mood(Mood mood, Look look) {
        if (mood == Mood.SILENT) {
            contact.unleased();
        }
        boolean complete = mood == Mood.COMPLETE && look.idle();
        leaving = mood == Mood.GONE ? Leaving.GONE : complete ? Leaving.COMPLETE : leaving;
    }
}
