package org.musterhpc.launcher.cli.command.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.app.run.SentinelLog;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.terminal.ErrorLines;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Times;

/** What the sentinel says: a line each, with the time; with {@code --json} an object each. */
final class SentinelLines implements SentinelLog {
    private final Session session;
    private final Map<String, String> known = new HashMap<>();
    private int status;

    SentinelLines(Session session) {
        this.session = session;
    }

    @Override
    public void once(String campaign, String what) {
        if (!what.equals(known.put(campaign, what))) {
            say(campaign, what);
        }
    }

    @Override
    public void say(String campaign, String what) {
        Instant now = session.around().clock().instant();
        if (session.json()) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("time", now.toString()).put("campaign", campaign.isEmpty() ? null : campaign);
            session.out().json(line.put("what", what));
        } else {
            session.out()
                    .line(Times.local(now, session.around().zone()) + "  " + (campaign.isEmpty() ? "" : campaign + ": ")
                            + Harmless.line(what));
        }
        session.out().flush();
    }

    @Override
    public void round(String campaign, String cluster, Round round) {
        List<String> notes = new ArrayList<>(round.notes());
        if (!round.watching()) {
            notes.add("another program watches this cluster");
        }
        if (session.json()) {
            ObjectNode line = JsonNodeFactory.instance.objectNode().put("campaign", campaign);
            line.put("cluster", cluster.isEmpty() ? null : cluster);
            line.put("submitted", round.submitted()).put("released", round.released());
            notes.forEach(line.putArray("notes")::add);
            session.out().json(line);
            return;
        }
        if (!cluster.isEmpty()) {
            session.out()
                    .line(campaign + " on " + cluster + ": "
                            + Numbers.of(Integer.toString(round.submitted()), "element") + " submitted, "
                            + Numbers.of(Integer.toString(round.released()), "task") + " taken back");
        }
        notes.forEach(note -> session.out().line((cluster.isEmpty() ? campaign + ": " : "  ") + note));
    }

    @Override
    public void nothing(String campaign) {
        if (!session.json()) {
            session.out().line(campaign + ": nothing to take back, and no arrays to look after");
        }
    }

    @Override
    public void failed(RuntimeException why) {
        status = Math.max(status, new ErrorLines(session.err(), session.verbose()).tell(why));
    }

    /** To end with: that of the worst failure. */
    int status() {
        return status;
    }
}
