package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.pool.PoolStanding;
import org.musterhpc.launcher.app.pool.ScalingStanding;
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
            put(json, standing.scaling());
            session.out().json(json);
        } else {
            session.out().lines(lines(standing));
        }
    }

    /** The keys of a pool that has agents as there is work. */
    static void put(ObjectNode json, @Nullable ScalingStanding scaling) {
        Order order = scaling == null ? null : scaling.order();
        ScalingNote note = scaling == null ? null : scaling.note();
        json.put("started", scaling == null || scaling.runs());
        json.put("queued", scaling == null ? 0 : scaling.queued());
        json.put("min", order == null ? null : Integer.valueOf(order.min()));
        json.put("max", order == null ? null : Integer.valueOf(order.max()));
        json.put("goal", note == null ? null : Integer.valueOf(note.goal()));
        Json.time(json, "as_of", note == null ? null : note.at());
        reasons(scaling).forEach(json.putArray("reasons")::add);
    }

    private static List<String> lines(PoolStanding standing) {
        ScalingStanding scaling = standing.scaling();
        List<String> lines = new ArrayList<>();
        if (scaling == null) {
            return List.of(
                    standing.pool() + ": its agents are kept on machines, as many as agents: in muster.yml or"
                            + " muster scale --pool says, whatever there is to do (pool: {min: 0, max: N} has them come and go)");
        }
        Order order = scaling.order();
        ScalingNote note = scaling.note();
        lines.add(standing.pool() + ": " + standing.living().size() + " alive"
                + (standing.machines().isEmpty() ? ", " + scaling.queued() + " queued" : "")
                + (note == null || !scaling.runs() ? "" : "; there shall be " + note.goal())
                + (order == null
                        ? ""
                        : " (min " + order.min() + ", max " + order.max()
                                + (standing.machines().size() > 1 ? " on each machine)" : ")")));
        reasons(scaling).forEach(reason -> lines.add("  " + Harmless.line(reason)));
        if (note != null && scaling.runs()) {
            Duration age = Duration.between(note.at(), standing.now());
            if (age.compareTo(OLD) > 0) {
                lines.add("  as of " + Times.about(age) + " ago");
            }
        }
        return lines;
    }

    private static List<String> reasons(@Nullable ScalingStanding scaling) {
        if (scaling == null) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        if (!scaling.problem().isEmpty()) {
            reasons.add(scaling.problem());
        }
        if (scaling.order() == null) {
            reasons.add("it was never started: muster pool start does that");
        } else if (!scaling.runs()) {
            reasons.add("it was stopped: muster pool start starts it");
        } else if (scaling.note() != null) {
            reasons.addAll(scaling.note().reasons());
        }
        return reasons;
    }
}
