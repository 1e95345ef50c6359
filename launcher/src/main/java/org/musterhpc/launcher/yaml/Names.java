package org.musterhpc.launcher.yaml;

import java.util.regex.Pattern;

/** What campaigns, stages and clusters may be called: the names stand in Redis keys, file names and schedulers' job names. */
public final class Names {
    public static final String ADVICE = "use 1 to 100 letters, digits and _ . - (the first a letter, a digit or _)";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private Names() {}

    public static boolean valid(String name) {
        return FORM.matcher(name).matches();
    }
}
