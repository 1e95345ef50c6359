package org.musterhpc.launcher.history;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.musterhpc.queue.model.Attempt;

/** What one agent ran, in bounded memory. */
public final class AgentRuns {
    /** So many show how much it ran at once: records come in any order, so all of them would have to be kept to know it for ever. */
    private static final int FIRST_FEW = 256;
    /** Times of records are rounded. */
    private static final long ROUNDED_MS = 3;

    private final Attempt.Place place;
    /** When those that began first began and ended, the latest at the head. */
    private final PriorityQueue<long[]> early =
            new PriorityQueue<>(Comparator.<long[]>comparingLong(run -> run[0]).reversed());

    /** As the names of its logs say; 0: they say nothing. */
    private int numbered;

    private long attempts;
    private long failed;
    private double busyMs;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    AgentRuns(Attempt.Place place) {
        this.place = place;
    }

    void add(Run run) {
        attempts++;
        failed += run.failed() ? 1 : 0;
        busyMs += run.to() - run.from();
        first = Math.min(first, run.from());
        last = Math.max(last, run.to());
        numbered = Math.max(numbered, run.slot() + 1);
        long end = run.to() - Math.min(ROUNDED_MS, (run.to() - run.from()) / 2);
        early.add(new long[] {run.from(), end});
        if (early.size() > FIRST_FEW) {
            early.poll();
        }
    }

    public Attempt.Place place() {
        return place;
    }

    /** As many as the names of its logs tell of; else how many of its first attempts ran at once, at the most; at least 1. */
    public int slots() {
        return numbered > 0 ? numbered : Math.max(1, atOnce());
    }

    private int atOnce() {
        PriorityQueue<Long> ends = new PriorityQueue<>();
        int most = 0;
        for (long[] run :
                early.stream().sorted(Comparator.comparingLong(each -> each[0])).toList()) {
            while (!ends.isEmpty() && ends.element() <= run[0]) {
                ends.remove();
            }
            ends.add(run[1]);
            most = Math.max(most, ends.size());
        }
        return most;
    }

    public long attempts() {
        return attempts;
    }

    public long failed() {
        return failed;
    }

    public double busySeconds() {
        return busyMs / 1000;
    }

    /** When its first attempt began, in milliseconds since 1970. */
    public long first() {
        return first;
    }

    /** When its last attempt ended. */
    public long last() {
        return last;
    }

    /** Slots that stood ready between its first attempt and its last, in seconds of one slot. */
    public double slotSeconds() {
        return Math.max(busySeconds(), slots() * (last - first) / 1000.0);
    }
}
