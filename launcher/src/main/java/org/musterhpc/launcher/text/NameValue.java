package org.musterhpc.launcher.text;

import org.jspecify.annotations.Nullable;

/** {@code NAME=VALUE}, as people type it. */
public record NameValue(String name, String value) {
    /** Null where it has no name, or no equals sign; a value may have more of these, or be empty. */
    public static @Nullable NameValue of(String text) {
        int equals = text.indexOf('=');
        return equals < 1 ? null : new NameValue(text.substring(0, equals), text.substring(equals + 1));
    }
}
