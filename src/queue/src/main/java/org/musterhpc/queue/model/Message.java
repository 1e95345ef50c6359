package org.musterhpc.queue.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stands on a queue (format: {@code docs/protocol.md}).
 *
 * @param id unique in its campaign, {@code <stage>/<key>}
 * @param n the task's number in its stage, from 1; 0 for a message that a foreign producer sent
 * @param tries what happened to it so far
 * @param needs what it asks for beyond its stage's own settings
 * @param params its parameters, values as JSON
 * @param extra keys that we do not know; carried through untouched
 */
public record Message(String id, long n, Tries tries, Needs needs, ObjectNode params, ObjectNode extra) {

    /** Names that every task has by itself, and no parameter may have. */
    public static final Set<String> OWN_NAMES = Set.of("id", "index", "attempt");

    /** The key of a message that tells to which groups its task belongs. */
    public static final String GROUPS = "groups";

    /** How often it was tried. {@code attempt} counts all attempts begun, the other two those that count against it. */
    public record Tries(int attempt, int failures, int losses) {
        public static final Tries NONE = new Tries(0, 0, 0);
    }

    /** What differs from the stage: walltime, memory in bytes, step of the ladder (0 is the first), command. */
    public record Needs(
            @Nullable Duration walltime,
            @Nullable Long memory,
            int paramStep,
            @Nullable TaskCommand command) {
        public static final Needs NOTHING = new Needs(null, null, 0, null);
    }

    public Message {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id: is empty");
        }
    }

    /** The id of a task that its source names by nothing but its number. */
    public static String numberedId(String stage, long n) {
        String digits = Long.toString(n);
        return stage + "/" + "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }

    public Message withNumber(long other) {
        return new Message(id, other, tries, needs, params, extra);
    }

    public Message withTries(Tries changed) {
        return new Message(id, n, changed, needs, params, extra);
    }

    /** To be sent again by a person: its failures forgotten, at the foot of the ladder, at the stage's own walltime and memory. */
    public Message afresh() {
        return withTries(new Tries(tries.attempt(), 0, 0)).withNeeds(new Needs(null, null, 0, needs.command()));
    }

    public Message withNeeds(Needs changed) {
        return new Message(id, n, tries, changed, params, extra);
    }
}
