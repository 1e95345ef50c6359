package org.musterhpc.queue.model;

import org.jspecify.annotations.Nullable;

/** The part of a task's id behind its stage. */
public final class TaskKey {
    private static final int LONGEST = 200;

    private TaskKey() {}

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
