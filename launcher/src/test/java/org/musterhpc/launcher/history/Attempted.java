package org.musterhpc.launcher.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/**
 * Attempts as agents record them, for tests.
 *
 * @param at when it began, in milliseconds after noon
 */
public record Attempted(String stage, Outcome outcome, long at, double wallS, long memory) {
    public static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    public static Attempted ok(String stage, long at, double wallS) {
        return new Attempted(stage, Outcome.OK, at, wallS, 0);
    }

    public Attempt by(String agent, @Nullable String log) {
        Integer exit = outcome == Outcome.OK ? Integer.valueOf(0) : outcome == Outcome.EXIT ? Integer.valueOf(3) : null;
        Instant started = NOON.plusMillis(at);
        return new Attempt(
                1,
                17,
                outcome,
                new Attempt.Detail(exit, null, null),
                new Attempt.Place(agent, "node-of-" + agent, "cosma", "4711"),
                started,
                started.plusMillis(Math.round(wallS * 1000)),
                new Attempt.Usage(wallS, wallS / 2, memory),
                null,
                log == null ? null : new Attempt.LogRef(log, 0, 10));
    }

    public Ending ending(String id, String agent) {
        return ending(id, agent, null);
    }

    public Ending ending(String id, String agent, @Nullable String log) {
        Message message = new Message(
                id,
                1,
                new Message.Tries(1, 0, 0),
                Message.Needs.NOTHING,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode());
        return new Ending(stage, outcome == Outcome.OK ? State.DONE : State.DEAD, message, by(agent, log));
    }
}
