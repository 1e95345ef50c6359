package org.musterhpc.launcher.doctor;

/**
 * One thing that was looked at.
 *
 * @param check what was looked at, in a word or two
 * @param level how it is
 * @param what was found
 * @param advice what to do; empty where nothing needs to be done
 */
public record Finding(String check, Level level, String what, String advice) {

    /** How it is. */
    public enum Level {
        OK,
        /** It works, but not as well or as safely as it should. */
        WARN,
        /** Campaigns cannot run like this. */
        FAIL
    }

    static Finding ok(String check, String what) {
        return new Finding(check, Level.OK, what, "");
    }

    static Finding warn(String check, String what, String advice) {
        return new Finding(check, Level.WARN, what, advice);
    }

    static Finding fail(String check, String what, String advice) {
        return new Finding(check, Level.FAIL, what, advice);
    }
}
