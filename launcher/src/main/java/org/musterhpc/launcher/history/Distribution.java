package org.musterhpc.launcher.history;

import java.util.ArrayList;
import java.util.List;

/**
 * How many of some whole numbers are how large, in 8 KiB however many they are: each power of two is cut into 16 steps, so
 * that a quantile is at most one sixteenth more than it should be.
 */
public final class Distribution {
    private static final int STEPS_POWER = 4;
    private static final int STEPS = 1 << STEPS_POWER;
    private static final int CELLS = STEPS * (Long.SIZE - STEPS_POWER);

    private final long[] counts = new long[CELLS];
    private long count;
    private double sum;
    private long greatest;

    /**
     * A stretch of values.
     *
     * @param from the least that it holds
     * @param to the greatest
     */
    public record Cell(long from, long to, long count) {}

    /** One that is less than 0 is taken for 0. */
    public void add(long value) {
        long known = Math.max(0, value);
        counts[cell(known)]++;
        count++;
        sum += known;
        greatest = Math.max(greatest, known);
    }

    public long count() {
        return count;
    }

    public double sum() {
        return sum;
    }

    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    public long greatest() {
        return greatest;
    }

    /** What this share of the values (0–1) is not more than; 0 where there is none. */
    public long quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            seen += counts[cell];
            if (seen >= wanted) {
                return Math.min(greatest, to(cell));
            }
        }
        return greatest;
    }

    /** How many are more than this, where it falls between two steps; else those of its step are left out. */
    public long above(long value) {
        long above = 0;
        for (int cell = cell(Math.max(0, value)) + 1; cell < CELLS; cell++) {
            above += counts[cell];
        }
        return above;
    }

    /**
     * All of it in few stretches, from the first that holds a value to the last.
     *
     * @param most about how many stretches at the most
     */
    public List<Cell> cells(int most) {
        int first = CELLS;
        int last = -1;
        for (int cell = 0; cell < CELLS; cell++) {
            if (counts[cell] > 0) {
                first = Math.min(first, cell);
                last = cell;
            }
        }
        int width = 1;
        while ((last - first) / width >= most) {
            width *= 2;
        }
        List<Cell> cells = new ArrayList<>();
        for (int begin = first - first % width; begin <= last; begin += width) {
            long held = 0;
            for (int cell = begin; cell < begin + width && cell < CELLS; cell++) {
                held += counts[cell];
            }
            cells.add(new Cell(from(begin), to(Math.min(begin + width, CELLS) - 1), held));
        }
        return cells;
    }

    private static int cell(long value) {
        if (value < STEPS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - STEPS_POWER - Long.numberOfLeadingZeros(value);
        return (shift + 1) * STEPS + (int) (value >>> shift) - STEPS;
    }

    private static long from(int cell) {
        return cell < STEPS ? cell : (long) (STEPS + cell % STEPS) << (cell / STEPS - 1);
    }

    private static long to(int cell) {
        return cell + 1 < CELLS ? from(cell + 1) - 1 : Long.MAX_VALUE;
    }
}
