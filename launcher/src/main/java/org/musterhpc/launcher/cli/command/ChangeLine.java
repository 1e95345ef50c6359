package org.musterhpc.launcher.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** The one line with which a command that changes something says what it did. */
public final class ChangeLine {
    private ChangeLine() {}

    public static void of(Session session, String campaign, String sentence, String key, boolean value) {
        say(session, campaign, sentence, object -> object.put(key, value));
    }

    public static void of(Session session, String campaign, String sentence, String key, long value) {
        say(session, campaign, sentence, object -> object.put(key, value));
    }

    private static void say(Session session, String campaign, String sentence, Consumer<ObjectNode> fact) {
        if (session.json()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("campaign", campaign);
            fact.accept(object);
            session.out().json(object);
        } else {
            session.out().line(campaign + ": " + sentence);
        }
        session.out().flush();
    }
}
