package org.musterhpc.agent.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.keep.Results;
import org.musterhpc.agent.keep.Spool;
import org.musterhpc.queue.Lane;
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
    private final List<Parcel> underWay = new ArrayList<>(Lane.values().length);
    private long first;
    private volatile boolean away;
    private volatile long sent;
    private volatile boolean sending;

    /** Reports that leave in one exchange; also of one that only claims, which has none. */
    static final class Parcel {
        private final List<Report> reports;
        private final long sent;

        private Parcel(List<Report> reports, long sent) {
            this.reports = reports;
            this.sent = sent;
        }

        List<Report> reports() {
            return reports;
        }
    }

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

    /** Notes for the journal that this came too late. */
    void late(Report report) {
        if (report instanceof Report.Finish finish) {
            results.late(finish);
        }
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
            spool.keep(this::all);
        }
    }

    /**
     * An exchange begins, and takes up to so many, the oldest. They stay here until it is {@link #answered}, and nobody else
     * takes them meanwhile.
     */
    synchronized Parcel send(int most) {
        long now = nanos.getAsLong();
        Parcel parcel = new Parcel(waiting.stream().limit(most).toList(), now);
        underWay.add(parcel);
        parcel.reports().forEach(report -> waiting.remove());
        first = now;
        sent = underWay.get(0).sent;
        sending = true;
        return parcel;
    }

    synchronized int size() {
        return underWay.stream().mapToInt(parcel -> parcel.reports().size()).sum() + waiting.size();
    }

    /** How many no exchange has taken yet. */
    synchronized int waiting() {
        return waiting.size();
    }

    private synchronized List<Report> all() {
        List<Report> all = new ArrayList<>();
        underWay.forEach(parcel -> all.addAll(parcel.reports()));
        all.addAll(waiting);
        return all;
    }

    /** Whether there are others than tasks that are given back. */
    synchronized boolean outcomes() {
        return all().stream().anyMatch(report -> !(report instanceof Report.GiveBack));
    }

    /** When the oldest of those that wait came, by the monotonic clock. */
    synchronized long firstAt() {
        return first;
    }

    /** Redis did not answer: to whoever writes next, it is away. Does not wait for the disk. */
    public void away() {
        away = true;
    }

    /** Redis has answered these of them, in their order: all that it did not refuse. What it refused waits again, before others. */
    void answered(Parcel parcel, List<Report> answered) {
        back(parcel, answered);
        away = false;
        spool.answered(answered);
    }

    /** That exchange is over, whatever came of it: what was not answered waits again, before others. */
    void over(Parcel parcel) {
        back(parcel, List.of());
    }

    private synchronized void back(Parcel parcel, List<Report> answered) {
        if (underWay.remove(parcel)) {
            first = nanos.getAsLong();
            int next = answered.size() - 1;
            for (int i = parcel.reports().size() - 1; i >= 0; i--) {
                Report report = parcel.reports().get(i);
                if (next >= 0 && report == answered.get(next)) {
                    next--;
                } else {
                    waiting.addFirst(report);
                }
            }
            sending = !underWay.isEmpty();
            sent = sending ? underWay.get(0).sent : sent;
        }
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
