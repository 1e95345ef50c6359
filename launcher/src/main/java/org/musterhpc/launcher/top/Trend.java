package org.musterhpc.launcher.top;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Failures;

/**
 * How a campaign went since it was first looked at.
 *
 * @param rates tasks that ended a second, a number each time
 * @param failures attempts that failed since the time before
 * @param span from the first to the last
 */
record Trend(List<Double> rates, List<Double> failures, Duration span) {
    static final Trend NONE = new Trend(List.of(), List.of(), Duration.ZERO);
    private static final int MOST = 240;

    Trend {
        rates = List.copyOf(rates);
        failures = List.copyOf(failures);
    }

    /** Remembers it: a point a second first, fewer the longer it goes on. */
    static final class Memory {
        private final List<double[]> points = new ArrayList<>();
        private long everyMs = 900; // a little less than a second, as no two looks are just that apart
        private long first;
        private long last;

        void see(Snapshot now) {
            long at = now.overview().now().toEpochMilli();
            if (!points.isEmpty() && at < last + everyMs) {
                return;
            }
            first = points.isEmpty() ? at : first;
            last = at;
            long failed = Failures.of(now.overview().stages().values()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            points.add(new double[] {now.ratePerS(), failed});
            if (points.size() > MOST) {
                for (int i = points.size() - 2; i > 0; i -= 2) {
                    points.remove(i);
                }
                everyMs *= 2;
            }
        }

        Trend trend() {
            List<Double> rates = new ArrayList<>();
            List<Double> failures = new ArrayList<>();
            for (int i = 1; i < points.size(); i++) {
                rates.add(points.get(i)[0]);
                failures.add(Math.max(0, points.get(i)[1] - points.get(i - 1)[1]));
            }
            return new Trend(rates, failures, Duration.ofMillis(last - first));
        }
    }
}
