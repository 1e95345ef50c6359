package org.musterhpc.agent.claim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.keep.Results;
import org.musterhpc.agent.keep.Spool;
import org.musterhpc.queue.Report;

/**
 * Reports on their way to Redis, oldest first: every outcome is in the journal before it leaves, and on disk once more
 * while Redis does not answer. Its lock is never held during a write.
 */
public final class Outbox {
    /** An exchange that takes so long is as good as none: what ends meanwhile goes to disk. */
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(250);

    private final Results results;
    private final Spool spool;
    private final LongSupplier nanos;
    private final Deque<Report> waiting = new ArrayDeque<>();
    private long first;
    private volatile boolean away;
    private volatile long sent;
    private volatile boolean sending;

    /** @param nanos the monotonic clock */
    public Outbox(Results results, Spool spool, LongSupplier nanos) {
        this.results = results;
        this.spool = spool;
        this.nanos = nanos;
    }

    /** Notes an outcome for the journal, before {@link #put}. */
    void note(Report report) {
        results.add(report);
    }

    /** Has in the journal what was noted, all in one; to be called before reports leave. */
    void journal() {
        results.write();
    }

    /** Takes a report; it is not on disk yet where Redis is away: see {@link #keep}. */
    synchronized void put(Report report) {
        if (waiting.isEmpty()) {
            first = nanos.getAsLong();
        }
        waiting.add(report);
    }

    /** Has what waits on disk where Redis does not answer; to be called after {@link #put}, without any lock. */
    public void keep() {
        if (away || (sending && nanos.getAsLong() - sent > SLOW)) {
            results.write();
            spool.keep(() -> first(Integer.MAX_VALUE));
        }
    }

    /** Up to so many, oldest first; they stay here until {@link #taken}. */
    synchronized List<Report> first(int most) {
        return waiting.stream().limit(most).toList();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Whether there are others than tasks that are given back. */
    synchronized boolean outcomes() {
        return waiting.stream().anyMatch(report -> !(report instanceof Report.GiveBack));
    }

    /** When the oldest came, by the monotonic clock. */
    synchronized long firstAt() {
        return first;
    }

    /** An exchange begins. */
    void sending() {
        sent = nanos.getAsLong();
        sending = true;
    }

    /** Redis did not answer: to whoever writes next, it is away. Does not wait for the disk. */
    public void away() {
        away = true;
        sending = false;
    }

    /** Redis has answered these: of the oldest, and in their order, all that it did not refuse. */
    void taken(List<Report> answered) {
        synchronized (this) {
            Iterator<Report> all = waiting.iterator();
            for (int i = 0; i < answered.size() && all.hasNext(); ) {
                if (all.next() == answered.get(i)) {
                    all.remove();
                    i++;
                }
            }
            first = nanos.getAsLong();
        }
        away = false;
        sending = false;
        spool.answered(answered);
    }

    /** The agent leaves: what Redis did not take is kept on disk, and told. */
    void leaveBehind(Diary diary) {
        int left = size();
        if (left > 0) {
            away();
            keep();
            diary.warn("leaves with " + left + " reports that Redis did not take; " + kept());
        }
    }

    /** How many are on disk, and where. */
    String kept() {
        return spool.size() + " of them are in " + spool.file();
    }
}
