package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Times;

/** What the sentinel says: a line each, with the time; with {@code --json} an object each. */
final class SentinelLog {
    private final Session session;
    private final Map<String, String> known = new HashMap<>();

    SentinelLog(Session session) {
        this.session = session;
    }

    /** What lasts is said when it begins. */
    void once(String campaign, String what) {
        if (!what.equals(known.put(campaign, what))) {
            say(campaign, what);
        }
    }

    /** @param campaign empty: about no campaign in particular */
    void say(String campaign, String what) {
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
}
