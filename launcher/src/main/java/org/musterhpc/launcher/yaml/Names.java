package org.musterhpc.launcher.yaml;

import org.musterhpc.queue.model.NameForm;

/** What campaigns, stages and clusters may be called: the names stand in Redis keys, file names and schedulers' job names. */
public final class Names {
    public static final String ADVICE = "use 1 to 100 letters, digits and _ . - (the first a letter, a digit or _)";

    private Names() {}

    public static boolean valid(String name) {
        return NameForm.fits(name);
    }
}
