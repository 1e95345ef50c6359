package org.musterhpc.launcher.campaign;

import java.util.regex.Pattern;

/** What campaigns and stages may be called: the names stand in Redis keys, file names and schedulers' job names. */
final class Names {
    static final String ADVICE = "use 1 to 100 letters, digits and _ . - (the first a letter, a digit or _)";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private Names() {}

    static boolean valid(String name) {
        return FORM.matcher(name).matches();
    }
}
