package org.musterhpc.launcher.history;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;

/** What one agent ran, in bounded memory. */
public final class AgentRuns {
    /** Records of tasks that ended at about one time come in any order. */
    private static final int LOOK_AHEAD = 32;

    private static final int SLOTS_AT_MOST = 4_096;
    /** Times of records are rounded. */
    private static final long ROUNDED_MS = 3;

    private final Attempt.Place place;
    private final PriorityQueue<long[]> ahead = new PriorityQueue<>(Comparator.comparingLong(run -> run[1]));
    /** When each slot was free again → how many slots. */
    private final TreeMap<Long, Integer> free = new TreeMap<>();

    /** Of the stage that is listed. */
    private String stage = "";

    private int opened;
    private int slots;
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

    /** @param listed the stage whose tasks are listed in the order in which they ended; null: it comes in no order */
    void add(Run run, @Nullable String listed) {
        attempts++;
        failed += run.failed() ? 1 : 0;
        busyMs += run.to() - run.from();
        first = Math.min(first, run.from());
        last = Math.max(last, run.to());
        numbered = Math.max(numbered, run.slot() + 1);
        if (listed != null) {
            if (!listed.equals(stage)) {
                seatAll();
                free.clear();
                opened = 0;
                stage = listed;
            }
            ahead.add(new long[] {run.from(), run.to()});
            if (ahead.size() > LOOK_AHEAD) {
                seat(ahead.poll());
            }
        }
    }

    /** Puts a run into the slot that was free last before it began; taken by when they end, that needs no slot more than there were. */
    private void seat(long @Nullable [] run) {
        if (run == null) {
            return;
        }
        Long before = free.floorKey(run[0] + ROUNDED_MS);
        if (before == null) {
            if (opened < SLOTS_AT_MOST) {
                opened++;
                slots = Math.max(slots, opened);
                free.merge(run[1], 1, Integer::sum);
            }
            return;
        }
        free.merge(before, -1, (many, less) -> many + less == 0 ? null : many + less);
        free.merge(run[1], 1, Integer::sum);
    }

    public Attempt.Place place() {
        return place;
    }

    private void seatAll() {
        while (!ahead.isEmpty()) {
            seat(ahead.poll());
        }
    }

    /** As many as the names of its logs tell of; else how many tasks of a stage it ran at once, at the most; at least 1. */
    public int slots() {
        seatAll();
        return Math.max(1, numbered > 0 ? numbered : slots);
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
