package org.musterhpc.launcher.view.text;

import org.musterhpc.launcher.view.Glyphs;
import org.musterhpc.launcher.view.Paint;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;

/** A line that is filled as tasks end: done, failed, running, waiting. */
public final class Bar {
    private Bar() {}

    /** A part that is not empty has at least one column, as long as there is room: one failure in a million is seen. */
    public static String of(TextStyle look, Standing standing, int columns) {
        Glyphs glyphs = look.glyphs();
        Paint paint = look.paint();
        long[] parts = {standing.done(), standing.failed(), standing.working(), standing.waiting()};
        int[] cells = share(parts, columns);
        return paint.good(glyphs.done().repeat(cells[0]))
                + paint.bad(glyphs.failed().repeat(cells[1]))
                + paint.busy(glyphs.running().repeat(cells[2]))
                + paint.dim(glyphs.waiting().repeat(cells[3]));
    }

    /** Whole columns in proportion; what rounding leaves over goes to the largest part. */
    static int[] share(long[] parts, int columns) {
        int[] cells = new int[parts.length];
        long whole = 0;
        int largest = parts.length - 1;
        for (int i = 0; i < parts.length; i++) {
            whole += parts[i];
            largest = parts[i] > parts[largest] ? i : largest;
        }
        int used = 0;
        for (int i = 0; i < parts.length && whole > 0; i++) {
            cells[i] = (int) (parts[i] * columns / whole);
            cells[i] = cells[i] == 0 && parts[i] > 0 ? 1 : cells[i];
            used += cells[i];
        }
        cells[largest] = Math.max(0, cells[largest] + columns - used);
        return cells;
    }
}
