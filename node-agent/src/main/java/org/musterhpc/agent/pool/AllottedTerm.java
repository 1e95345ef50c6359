package org.musterhpc.agent.pool;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Member;

/** When an agent of a pool leaves that runs in an allocation: once it was idle for long enough, or its time is over. One thread's, but for {@link #unfit}. */
final class AllottedTerm {
    /** Others were idle as well, and one was told to stay: so soon nothing changes. */
    private static final long ASK_AGAIN = TimeUnit.SECONDS.toNanos(3);

    private final RedisClock clock;
    private final long idle;
    private final @Nullable Long end;
    private long idleSince;
    private long nextAsk;
    private volatile boolean unfit;

    /** Null: the agent stays. */
    static @Nullable AllottedTerm of(@Nullable Term term, RedisClock clock) {
        return term == null ? null : new AllottedTerm(term, clock);
    }

    private AllottedTerm(Term term, RedisClock clock) {
        this.clock = clock;
        this.idle = term.idle().toNanos();
        this.end = term.rest() == null
                ? null
                : Long.valueOf(clock.nanos() + term.rest().toNanos());
        this.idleSince = clock.nanos();
        this.nextAsk = clock.nanos();
    }

    /** Where the agent is, and until when. */
    Member.Site at(Member.Site site) {
        return end == null
                ? site
                : new Member.Site(
                        site.host(),
                        site.pid(),
                        site.allocation(),
                        site.version(),
                        clock.instant().plusNanos(end - clock.nanos()));
    }

    /** Does as all agents, or this one, were told. */
    static void heed(Farewell told, CampaignOpener opener) {
        if (told == Farewell.DRAIN) {
            opener.end(Leaving.DRAINED);
        } else if (told == Farewell.NOW) {
            opener.end(Leaving.STOPPED);
        }
    }

    /** Something that waits does not fit into what is left of the allocation. */
    void unfit() {
        unfit = true;
    }

    /**
     * Why to leave; null: there is no reason. {@code EMPTY} only where others stay.
     *
     * @param nothing whether no campaign is open
     */
    @Nullable
    Leaving why(boolean nothing) {
        long now = clock.nanos();
        if (end != null && now - end >= 0) {
            return Leaving.NO_TIME;
        }
        if (!nothing) {
            idleSince = now;
            unfit = false;
            return null;
        }
        if (unfit) {
            return Leaving.NO_TIME;
        }
        if (now - idleSince < idle || now - nextAsk < 0) {
            return null;
        }
        nextAsk = now + ASK_AGAIN;
        return Leaving.EMPTY;
    }

    /** Within how many nanoseconds to look again. */
    long nextLook() {
        long now = clock.nanos();
        long due = Math.max(idleSince + idle - now, nextAsk - now);
        return Math.max(1, end == null ? due : Math.min(due, end - now));
    }
}
