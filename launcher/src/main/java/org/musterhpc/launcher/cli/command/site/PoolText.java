package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.app.pool.PoolHosts;
import org.musterhpc.launcher.app.pool.PoolStanding;
import org.musterhpc.launcher.app.pool.ScalingStanding;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cluster.pool.ScalingNote;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.launcher.view.text.Table;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.Pool.Order;

/** How a pool stands, for people and programs. */
public final class PoolText {
    private PoolText() {}

    public static void show(Session session, PoolStanding standing) {
        if (session.json()) {
            session.out().json(json(standing));
        } else {
            session.out().lines(lines(session.out().look(), standing));
        }
    }

    private static ObjectNode json(PoolStanding standing) {
        ObjectNode json = Json.object();
        json.put("pool", standing.pool());
        json.put("agents", standing.living().size());
        json.put("slots", slots(standing));
        json.put("running", running(standing));
        ArrayNode campaigns = json.putArray("campaigns");
        standing.campaigns().forEach(campaigns::add);
        ArrayNode hosts = json.putArray("hosts");
        for (PoolHosts.Host host : PoolHosts.of(standing)) {
            ObjectNode one = hosts.addObject();
            one.put("host", host.host()).put("agents", host.agents()).put("wanted", host.wanted());
            one.put("slots", host.slots()).put("running", host.running());
            if (host.seen() == null) {
                one.putNull("seen");
            } else {
                Json.time(one, "seen", host.seen());
            }
            one.put("problem", host.problem().isEmpty() ? null : host.problem());
        }
        if (standing.scaling() != null) {
            ScalingText.put(json, standing.scaling());
        }
        return json;
    }

    private static List<String> lines(TextStyle look, PoolStanding standing) {
        List<String> lines = new ArrayList<>();
        lines.add(standing.pool() + ": "
                + Numbers.of(Integer.toString(standing.living().size()), "agent") + ", " + running(standing) + " of "
                + Numbers.of(Integer.toString(slots(standing)), "slot") + " taken");
        ScalingStanding scaling = standing.scaling();
        if (scaling != null) {
            lines.add(scaled(look, standing.pool(), scaling, standing.machines().size()));
        }
        lines.add("campaigns: "
                + (standing.campaigns().isEmpty() ? "none" : Harmless.line(String.join(", ", standing.campaigns()))));
        Table table = new Table(look)
                .left("HOST")
                .right("AGENTS")
                .right("RUNNING")
                .right("SLOTS")
                .left("SEEN")
                .flexible("PROBLEM");
        for (PoolHosts.Host host : PoolHosts.of(standing)) {
            boolean lacks = host.wanted() != null && host.agents() < host.wanted();
            String agents = host.agents() + (host.wanted() == null ? "" : "/" + host.wanted());
            table.row(
                    Harmless.line(host.host()),
                    lacks ? look.paint().bad(agents) : agents,
                    Integer.toString(host.running()),
                    Integer.toString(host.slots()),
                    host.seen() == null
                            ? look.glyphs().dash()
                            : Times.about(Duration.between(host.seen(), standing.now())) + " ago",
                    host.problem().isEmpty() ? "" : look.paint().bad(Harmless.line(host.problem())));
        }
        if (scaling == null || !PoolHosts.of(standing).isEmpty()) {
            lines.addAll(table.lines());
        }
        return lines;
    }

    /** @param machines on which agents are kept; none: they are in arrays */
    private static String scaled(TextStyle look, String pool, ScalingStanding scaling, int machines) {
        Order order = scaling.order();
        if (order == null || !scaling.runs()) {
            return (order == null ? "not started" : "stopped") + ": muster pool start " + pool + " starts it"
                    + (machines > 0 ? "" : "; elements left: " + scaling.elements());
        }
        ScalingNote note = scaling.note();
        String there = machines > 0
                ? "agents: " + scaling.elements() + " kept"
                : "elements: " + (scaling.elements() - scaling.queued()) + " begun, " + scaling.queued() + " queued";
        String line = there
                + (note == null ? "" : ", " + note.goal() + " wanted") + " (min " + order.min() + ", max "
                + order.max() + (machines > 1 ? " on each machine" : "") + "); why: muster explain --scaling " + pool;
        return scaling.problem().isEmpty() ? line : look.paint().bad(scaling.problem());
    }

    private static int slots(PoolStanding standing) {
        return standing.living().stream().mapToInt(Member::slots).sum();
    }

    private static int running(PoolStanding standing) {
        return standing.living().stream().mapToInt(Member::running).sum();
    }
}
