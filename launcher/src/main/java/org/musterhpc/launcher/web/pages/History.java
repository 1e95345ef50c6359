package org.musterhpc.launcher.web.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Failures;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.Standing;

/** How a campaign went, as far as this program has seen it: a point a second first, fewer the longer it goes on. */
final class History {
    private static final int MOST = 600;
    private static final List<String> COLUMNS =
            List.of("time", "done", "dead", "cancelled", "failures", "working", "pending", "agents");

    private final List<long[]> points = new ArrayList<>();
    private long everyMs = 900; // a little less than a second, as no two looks are just that apart

    synchronized void see(Snapshot now) {
        Standing total = Standing.sum(now.overview().stages(), Map.of());
        long at = now.overview().now().toEpochMilli();
        if (!points.isEmpty() && at < points.get(points.size() - 1)[0] + everyMs) {
            return;
        }
        long failures = Failures.of(now.overview().stages().values()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        points.add(new long[] {
            at,
            total.done(),
            total.dead(),
            total.cancelled(),
            failures,
            total.working(),
            total.pending(),
            now.overview().agents()
        });
        if (points.size() > MOST) {
            List<long[]> fewer = new ArrayList<>();
            for (int i = 0; i < points.size(); i += 2) {
                fewer.add(points.get(i));
            }
            points.clear();
            points.addAll(fewer);
            everyMs *= 2;
        }
    }

    /** Times are milliseconds since 1970. */
    synchronized ObjectNode json() {
        ObjectNode json = Json.object();
        COLUMNS.forEach(json.putArray("columns")::add);
        ArrayNode rows = json.putArray("points");
        for (long[] point : points) {
            ArrayNode row = rows.addArray();
            for (long value : point) {
                row.add(value);
            }
        }
        return json;
    }
}
