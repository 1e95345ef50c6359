package org.musterhpc.queue.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The part of a task's id behind its stage. */
public final class TaskKey {
    private static final int LONGEST = 200;

    private TaskKey() {}

    /** The key in an id; the whole id where another producer gave it one that does not begin with the stage. */
    public static String of(String stage, String id) {
        String before = stage + "/";
        return id.startsWith(before) ? id.substring(before.length()) : id;
    }

    /** The group that a value of a parameter stands for, which is the key of who waits for it; null where it can be none. */
    public static @Nullable String ofGroup(ObjectNode params, String name) {
        JsonNode value = params.get(name);
        return value == null || value.isContainerNode() || value.isNull() ? null : value.asText();
    }

    /** Why a text cannot be one, as the end of a sentence; null where it can. It is the name of a file, too, where a task has a log of its own. */
    public static @Nullable String fault(String key) {
        if (key.isBlank()) {
            return "is empty";
        }
        if (key.length() > LONGEST) {
            return "is longer than " + LONGEST + " characters";
        }
        if (key.chars().anyMatch(Character::isISOControl) || !key.strip().equals(key)) {
            return "has control characters, or blanks around it";
        }
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return "is not a plain relative path";
            }
        }
        return null;
    }
}
