package org.musterhpc.launcher.cluster.batch.submission;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.ArrayRecord.Elements;

/** Cuts elements into arrays no larger than the scheduler takes, under one throttle. */
public final class Chunks {
    private Chunks() {}

    /**
     * @param arraySize elements of one array at the most; null: not known, one array
     * @param throttle elements that may run at once over all of these; null: no limit
     * @return arrays of nearly the same size, with the throttle divided among them; fewer arrays where the throttle is
     *     smaller than their number
     */
    public static List<Elements> of(
            int elements, @Nullable Integer arraySize, @Nullable Integer throttle, boolean one) {
        if (elements < 1 || (throttle != null && throttle < 1)) {
            return List.of();
        }
        int arrays = arraySize == null ? 1 : (int) Sizing.ceil(elements, arraySize);
        List<Elements> chunks = new ArrayList<>();
        int begun = throttle == null ? arrays : Math.min(arrays, throttle);
        for (int i = 0; i < begun; i++) {
            int count = part(elements, arrays, i);
            chunks.add(new Elements(0, count - 1, throttle == null ? null : share(throttle, begun, i, count), one));
        }
        return chunks;
    }

    /** Null where the array is no larger than its share of the throttle. */
    private static @Nullable Integer share(int throttle, int arrays, int i, int count) {
        int share = part(throttle, arrays, i);
        return count <= share ? null : Integer.valueOf(share);
    }

    private static int part(int whole, int parts, int i) {
        return whole / parts + (i < whole % parts ? 1 : 0);
    }
}
