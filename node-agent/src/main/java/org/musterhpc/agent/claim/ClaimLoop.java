package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;

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

    private final WorkQueue queue;
    private final Desk desk;
    private final Stay stay;
    private final RedisClock clock;
    private final Diary diary;
    private final Health health;
    private final Wishes wishes;
    private final Backoff idle;
    private final Backoff away;

    private long nextPoll;
    private long nextTry;
    private long emptySince;
    /** When Redis last had nothing for us: time that went by without asking is no time without work. */
    private long foundEmpty;

    private boolean answering = true;
    private boolean oneTaken;
    private boolean stopping;
    private @Nullable Leaving leaving;

    public ClaimLoop(WorkQueue queue, Desk desk, Health health, Stay stay, RedisClock clock, Diary diary) {
        this.queue = queue;
        this.desk = desk;
        this.health = health;
        this.stay = stay;
        this.clock = clock;
        this.diary = diary;
        this.wishes = new Wishes(queue.campaign(), desk.room());
        RandomGenerator random = RandomGenerator.getDefault();
        this.idle = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1), random);
        this.away = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), random);
        this.nextPoll = clock.nanos();
        this.nextTry = nextPoll;
        this.emptySince = nextPoll;
        this.foundEmpty = nextPoll;
    }

    /** Claims and reports until there is a reason to leave and everything is handed in. */
    public Leaving run() throws InterruptedException {
        long stopSeen = 0;
        while (true) {
            Desk.Look look = desk.look();
            long now = clock.nanos();
            heed(look);
            if (look.stopping() && look.idle() && stopSeen == 0) {
                stopSeen = now;
            }
            judge(look, now);
            Leaving why = leaving;
            if (why != null && look.idle()) {
                boolean patienceOver = stopSeen != 0 && now - stopSeen > LEAVE_WITHIN;
                if (look.reports() == 0 || patienceOver) {
                    if (look.reports() > 0) {
                        desk.outbox().away();
                        desk.outbox().keep();
                        diary.warn("leaves with " + look.reports() + " reports that Redis did not take; "
                                + desk.outbox().kept());
                    }
                    return why;
                }
            }
            // Whoever leaves begins nothing any more.
            desk.giveBackOlderThan(why == null ? TOO_OLD : -1);
            look = desk.look();
            boolean hungry = leaving == null && !look.alone() && look.free() > look.ready();
            long due = Math.max(nextTry, due(look, now, hungry));
            if (due > now) {
                if (desk.await(Math.min(due - now, LOOK_AT_LEAST))) {
                    idle.reset();
                    nextPoll = clock.nanos();
                }
                continue;
            }
            exchange(look);
        }
    }

    /** What a signal or the end of the allocation told the desk. */
    private void heed(Desk.Look look) {
        Leaving called = look.called();
        if (called == null) {
            return;
        }
        if (leaving == null || (called == Leaving.STOPPED && leaving != called)) {
            leaving = called;
            diary.info("is to leave (" + called.reason() + "): gives back what waits, " + look.running() + " run");
        }
        if (look.stopping() && !stopping) {
            stopping = true;
            diary.info("stops " + look.running() + " that run");
        }
    }

    /** When the next exchange is due, by the monotonic clock. */
    private long due(Desk.Look look, long now, boolean hungry) {
        long reports =
                look.reports() == 0 ? Long.MAX_VALUE : hungry || look.idle() ? now : look.firstReport() + FLUSH_AFTER;
        long claims = Long.MAX_VALUE;
        if (leaving == null && !(stay.one() && oneTaken)) {
            boolean low = look.free() == 0 && look.ready() * 2 < desk.ahead(1);
            claims = hungry || low ? nextPoll : Long.MAX_VALUE;
        }
        return Math.min(reports, claims);
    }

    private void judge(Desk.Look look, long now) {
        if (leaving != null) {
            return;
        }
        if (health.sick()) {
            diary.warn("stops claiming: ten tasks in a row could not be started on this node");
            leaving = Leaving.SICK;
        } else if (stay.one() && oneTaken && look.idle()) {
            leaving = Leaving.ONE_DONE;
        } else if (queue.campaign().stages().stream().noneMatch(stay.allotment()::fits)) {
            leaving = Leaving.NO_TIME;
        } else if (look.idle()
                && answering
                && foundEmpty - emptySince > stay.linger().toNanos()) {
            leaving = Leaving.EMPTY;
        }
        if (!look.idle()) {
            emptySince = now;
        }
    }

    private void exchange(Desk.Look look) {
        boolean claims = leaving == null && !look.alone() && !(stay.one() && oneTaken);
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
            } catch (QueueUnavailableException e) {
                refused(e);
                return;
            }
            answered(answer, reports);
            desk.roundTripTook((clock.nanos() - sent) / 1e9);
            List<Held> held = held(answer.leases(), sent);
            desk.arrived(held);
            if (answer.refusal() != null) {
                oneTaken |= !held.isEmpty();
                refused(answer.refusal());
                return;
            }
            if (wants.isEmpty()) {
                foundEmpty = clock.nanos();
                nextPoll = foundEmpty + idle.next();
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
                    && free + ahead > 0
                    && !desk.look().alone()
                    && !wishes.next(asked, free, ahead, stay.allotment()).isEmpty();
        }
        if (got > 0) {
            idle.reset();
            emptySince = clock.nanos();
            nextPoll = emptySince;
        } else {
            foundEmpty = clock.nanos();
            nextPoll = foundEmpty + idle.next();
        }
    }

    /** Redis did not do it, or not all of it. */
    private void refused(QueueUnavailableException why) {
        if (answering) {
            diary.warn("Redis does not answer; tasks go on, reports are kept: " + why.getMessage());
        }
        answering = false;
        desk.outbox().away();
        desk.outbox().keep();
        nextTry = clock.nanos() + away.next();
    }

    private void answered(Exchange answer, List<Report> reports) {
        if (answer.refusal() == null) {
            if (!answering) {
                diary.info("Redis answers again");
                answering = true;
                emptySince = clock.nanos();
            }
            away.reset();
        }
        clock.heard(answer.now());
        List<Report> taken = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            Report.Answer said = answer.answers().get(i);
            if (said == Report.Answer.STALE) {
                diary.warn(
                        "too late with the report on " + reports.get(i).lease().id() + ": the task was no longer ours");
            }
            if (said != Report.Answer.REFUSED) {
                taken.add(reports.get(i));
            }
        }
        desk.outbox().taken(taken);
        if (!reports.isEmpty()) {
            idle.reset();
        }
    }

    private List<Held> held(List<Lease> leases, long sent) {
        List<Held> held = new ArrayList<>();
        for (Lease lease : leases) {
            Stage stage = wishes.stage(lease.stage());
            boolean alone = RetryPolicy.suspect(stage, lease.message());
            held.add(new Held(lease, alone ? desk.room().total() : desk.room().cost(stage), sent, alone));
        }
        return held;
    }

    private void mood(Mood mood, Desk.Look look) {
        if (mood == Mood.GONE) {
            leaving = Leaving.GONE;
        } else if (mood == Mood.COMPLETE && look.idle()) {
            leaving = Leaving.COMPLETE;
        }
    }
}
