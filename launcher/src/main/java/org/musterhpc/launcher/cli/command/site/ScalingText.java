package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.pool.ArrayStanding;
import org.musterhpc.launcher.app.pool.PoolStanding;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cluster.pool.ScalingNote;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.Pool.Order;

/** Why a pool has as many agents as it has, for people and programs. */
public final class ScalingText {
    private static final Duration OLD = Duration.ofSeconds(30);

    private ScalingText() {}

    public static void show(Session session, PoolStanding standing) {
        if (session.json()) {
            ObjectNode json = Json.object();
            json.put("pool", standing.pool()).put("agents", standing.living().size());
            put(json, standing.arrays());
            session.out().json(json);
        } else {
            session.out().lines(lines(standing));
        }
    }

    /** The keys of a pool in arrays. */
    static void put(ObjectNode json, @Nullable ArrayStanding arrays) {
        Order order = arrays == null ? null : arrays.order();
        ScalingNote note = arrays == null ? null : arrays.note();
        json.put("started", arrays == null || arrays.runs());
        json.put("queued", arrays == null ? 0 : arrays.queued());
        json.put("min", order == null ? null : Integer.valueOf(order.min()));
        json.put("max", order == null ? null : Integer.valueOf(order.max()));
        json.put("goal", note == null ? null : Integer.valueOf(note.goal()));
        Json.time(json, "as_of", note == null ? null : note.at());
        reasons(arrays).forEach(json.putArray("reasons")::add);
    }

    private static List<String> lines(PoolStanding standing) {
        ArrayStanding arrays = standing.arrays();
        List<String> lines = new ArrayList<>();
        if (arrays == null) {
            return List.of(standing.pool() + ": its agents are kept on machines, as many as agents: in muster.yml or"
                    + " muster scale --pool says, whatever there is to do");
        }
        Order order = arrays.order();
        ScalingNote note = arrays.note();
        lines.add(standing.pool() + ": " + standing.living().size() + " alive, " + arrays.queued()
                + " queued"
                + (note == null || !arrays.runs() ? "" : "; there shall be " + note.goal())
                + (order == null ? "" : " (min " + order.min() + ", max " + order.max() + ")"));
        reasons(arrays).forEach(reason -> lines.add("  " + Harmless.line(reason)));
        if (note != null && arrays.runs()) {
            Duration age = Duration.between(note.at(), standing.now());
            if (age.compareTo(OLD) > 0) {
                lines.add("  as of " + Times.about(age) + " ago");
            }
        }
        return lines;
    }

    private static List<String> reasons(@Nullable ArrayStanding arrays) {
        if (arrays == null) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        if (!arrays.problem().isEmpty()) {
            reasons.add(arrays.problem());
        }
        if (arrays.order() == null) {
            reasons.add("it was never started: muster pool start does that");
        } else if (!arrays.runs()) {
            reasons.add("it was stopped: muster pool start starts it");
        } else if (arrays.note() != null) {
            reasons.addAll(arrays.note().reasons());
        }
        return reasons;
    }
}
