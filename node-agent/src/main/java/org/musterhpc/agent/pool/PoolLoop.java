package org.musterhpc.agent.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Demand;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.QueueUnavailableException;

/**
 * The one thread that decides which campaigns of the pool this agent has open, and how much of its room each may take. An
 * agent that has room left listens; one without a campaign does nothing else.
 */
public final class PoolLoop {
    /** So many heartbeats the time since Redis told it is measured here: asking costs as much as the heartbeat. */
    private static final int ASK_TIME = 6;

    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);
    /** Until whoever counts has looked. */
    private static final long RING_HOLDS = 2 * LOOK_EVERY;
    /** What is wrong with a campaign here may be mended meanwhile. */
    private static final long REFUSED_FOR = TimeUnit.SECONDS.toNanos(60);
    /** Redis was away: no reason to stay away from the campaign, but not to ask without a pause either. */
    private static final long LOST_FOR = TimeUnit.SECONDS.toNanos(2);

    private final Pool pool;
    private final AgentSetup me;
    private final SharedRoom room;
    private final CampaignOpener opener;
    private final RedisClock clock;
    private final Diary diary;
    private final RoomClaims claims;
    private final Shares shares;
    private final @Nullable AllottedTerm term;

    /** Since when, by the clock's nanoseconds. */
    private final Map<String, Long> open = new TreeMap<>();

    private final Refusals refusals = new Refusals();
    private final Map<String, Long> rung = new HashMap<>();
    private @Nullable Leaving leaving;
    private long nextBeat;
    private long nextLook;
    private int beats;
    private boolean looked;
    private boolean news;
    private boolean complained;

    public PoolLoop(Pool pool, AgentSetup me, SharedRoom room, CampaignOpener opener, RedisClock clock, Diary diary) {
        this.pool = pool;
        this.me = me;
        this.room = room;
        this.opener = opener;
        this.clock = clock;
        this.diary = diary;
        this.claims = new RoomClaims(room);
        this.shares = new Shares(me.slots(), me.name(), clock::nanos);
        this.nextBeat = clock.nanos();
        this.nextLook = clock.nanos();
        this.term = AllottedTerm.of(me.term(), clock);
    }

    /** Goes on until it is told to {@link #leave} and nothing is open any more. */
    public Leaving run() throws InterruptedException {
        while (true) {
            Leaving why = runOnce();
            if (why != null) {
                return why;
            }
            await();
        }
    }

    /** One look at what is due; says why to leave once nothing is open. */
    @Nullable
    Leaving runOnce() {
        guarded(this::beat);
        guarded(this::look);
        for (String campaign : divide()) {
            opener.open(campaign);
        }
        if (term != null && leaving() == null) {
            guarded(() -> depart(term));
        }
        return idle() ? leaving() : null;
    }

    private synchronized boolean idle() {
        return open.isEmpty();
    }

    /** There is work of a campaign. */
    public synchronized void rung(String campaign) {
        rung.put(campaign, clock.nanos() + RING_HOLDS);
        nextLook = clock.nanos();
        changed();
    }

    /**
     * The work on a campaign is over.
     *
     * @param why what keeps this agent from it; empty: nothing, there was no more to do
     */
    public synchronized void closed(String campaign, String why) {
        closed(campaign, why, REFUSED_FOR);
    }

    /** The same, as Redis did not answer: it is tried again soon. */
    public synchronized void lost(String campaign, String why) {
        closed(campaign, why, LOST_FOR);
    }

    private void closed(String campaign, String why, long refusedFor) {
        room.close(campaign);
        Long opened = open.remove(campaign);
        if (why.isEmpty()) {
            refusals.over(campaign);
            // Whoever rang before it was opened has been heard; it would be opened and closed until the ring is
            // forgotten.
            rung.computeIfPresent(
                    campaign, (name, until) -> opened != null && until - RING_HOLDS <= opened ? null : until);
        } else {
            diary.warn("does not work on " + campaign + ": " + why);
            refusals.add(campaign, why, clock.nanos() + refusedFor);
        }
        nextBeat = clock.nanos();
        nextLook = clock.nanos();
        changed();
    }

    /** Opens nothing any more. Whoever says so has what is open end. */
    public synchronized void leave(Leaving why) {
        if (leaving == null || why.goesBefore(leaving)) {
            leaving = why;
        }
        changed();
    }

    /** What waits of a campaign fits here no more: whoever has nothing else to do makes room for an agent in which it fits. */
    public synchronized void unfit() {
        if (term != null) {
            term.unfit();
        }
        changed();
    }

    private void depart(AllottedTerm mine) {
        Leaving why = mine.why(idle());
        if (why == Leaving.NO_TIME) {
            opener.end(why);
        } else if (why == Leaving.EMPTY && !missedRings() && pool.mayLeave(me.name())) {
            leave(why);
        }
    }

    /** One that came up slowly may be there since after the rings: before it leaves unused, it looks once for itself. */
    private boolean missedRings() {
        if (looked) {
            return false;
        }
        List<Demand> waits = count().stream().filter(Demand::waits).toList();
        waits.forEach(demand -> rung(demand.campaign()));
        return !waits.isEmpty();
    }

    /** Why it is about to leave; null where it stays. */
    public synchronized @Nullable Leaving leaving() {
        return leaving;
    }

    /** Whether a ring would be of use here. */
    public synchronized boolean hungry() {
        return leaving == null && room.used() < me.slots();
    }

    /** Waits until {@link #hungry}, or until it leaves; says which. */
    public synchronized boolean awaitHunger() throws InterruptedException {
        while (leaving == null && !hungry()) {
            TimeUnit.NANOSECONDS.timedWait(this, LOOK_EVERY);
        }
        return leaving == null;
    }

    /** Waits for so long; shorter where there is news, or it leaves. */
    synchronized void pause(long nanoseconds) throws InterruptedException {
        if (leaving == null) {
            TimeUnit.NANOSECONDS.timedWait(this, nanoseconds);
        }
    }

    private void beat() {
        synchronized (this) {
            if (clock.nanos() < nextBeat) {
                return;
            }
            nextBeat = clock.nanos() + me.heartbeat().toNanos();
        }
        // Whoever took the pool's folder away ended what looks after its agents with it: nobody else would end them.
        if (leaving() == null && !opener.canWork()) {
            opener.end(Leaving.NO_FOLDER);
        }
        if (beats++ % ASK_TIME == 0) {
            clock.heard(pool.now());
        }
        pool.beat(member());
        if (term != null && leaving() != Leaving.STOPPED) {
            AllottedTerm.heed(pool.farewell(me.name()), opener);
        }
        if (complained) {
            complained = false;
            diary.info("the pool's Redis answers again");
        }
    }

    private synchronized Member member() {
        String why = refusals.first(clock.nanos());
        Member.Site site = term == null ? me.site() : term.at(me.site());
        return new Member(
                me.name(), site, me.slots(), room.used(), List.copyOf(open.keySet()), why, clock.instant(), me.lease());
    }

    /** An agent without a campaign asks only when somebody rang. */
    private void look() {
        synchronized (this) {
            if (clock.nanos() < nextLook || (open.isEmpty() && rung.isEmpty())) {
                return;
            }
            nextLook = clock.nanos() + LOOK_EVERY;
        }
        count();
    }

    private List<Demand> count() {
        List<Demand> seen = pool.demand();
        looked = true;
        synchronized (this) {
            claims.counted(seen);
        }
        return seen;
    }

    /** Gives out the shares; says which campaigns are to be opened for that. */
    private synchronized List<String> divide() {
        long now = clock.nanos();
        rung.values().removeIf(until -> now >= until);
        Map<String, Shares.Claim> all = claims.of(rung.keySet(), open.keySet());
        all.keySet().removeIf(name -> !open.containsKey(name) && !mayOpen(name, all.get(name), now));
        Map<String, Integer> divided = shares.divide(List.copyOf(all.values()));
        List<String> toOpen = new ArrayList<>();
        divided.forEach((name, share) -> {
            if (share > 0 && !open.containsKey(name) && room.used() < me.slots()) {
                open.put(name, now);
                toOpen.add(name);
            }
        });
        room.share(divided);
        return toOpen;
    }

    private boolean mayOpen(String name, Shares.@Nullable Claim claim, long now) {
        return leaving == null && claim != null && claim.waiting() > 0 && !refusals.holds(name, now);
    }

    private void guarded(Runnable question) {
        try {
            question.run();
        } catch (QueueUnavailableException e) {
            if (!complained) {
                complained = true;
                diary.warn("the pool's Redis does not answer; what is open goes on: " + e.getMessage());
            }
        }
    }

    private void changed() {
        news = true;
        notifyAll();
    }

    private synchronized void await() throws InterruptedException {
        boolean looks = !open.isEmpty() || !rung.isEmpty();
        long until = looks ? Math.min(nextBeat, nextLook) : nextBeat;
        long wait = Math.min(until - clock.nanos(), me.heartbeat().toNanos());
        if (term != null) {
            wait = Math.min(wait, term.nextLook());
        }
        if (!news && wait > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, wait);
        }
        news = false;
    }
}
