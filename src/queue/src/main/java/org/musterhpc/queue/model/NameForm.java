package org.musterhpc.queue.model;

import java.util.regex.Pattern;

/**
 * The form that names of campaigns, stages and clusters have: they stand in keys and in paths. Whoever can write to Redis can
 * put {@code ../..} where a name belongs.
 */
public final class NameForm {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private NameForm() {}

    public static boolean fits(String name) {
        return FORM.matcher(name).matches();
    }
}
