package org.musterhpc.launcher.follow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Measures how many tasks end in a second. The recent past counts more, so that the figure neither jumps nor lags. */
final class Rate {
    /** After this many seconds a moment's weight has fallen to a third. */
    private static final double MEMORY_S = 10;

    private double weighed;
    private double weight;
    private double lastS;
    private long lastEnded = -1;

    /**
     * @param atS seconds since the start, never falling
     * @param ended how many have ended by then
     */
    void see(double atS, long ended) {
        if (lastEnded >= 0 && atS > lastS) {
            double passed = atS - lastS;
            double keep = Math.exp(-passed / MEMORY_S);
            double rate = Math.max(0, ended - lastEnded) / passed;
            weighed = weighed * keep + rate * (1 - keep);
            weight = weight * keep + (1 - keep);
        }
        if (lastEnded < 0 || atS > lastS) {
            lastS = atS;
            lastEnded = ended;
        }
    }

    double perSecond() {
        return weight == 0 ? 0 : weighed / weight;
    }

    /** Null while there is nothing to judge by. */
    @Nullable
    Duration left(long tasks) {
        double rate = perSecond();
        double seconds = tasks / rate;
        return rate <= 0 || seconds > 8.64e7 ? null : Duration.ofMillis(Math.round(seconds * 1000));
    }
}
