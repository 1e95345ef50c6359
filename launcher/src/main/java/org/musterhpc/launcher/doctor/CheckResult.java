package org.musterhpc.launcher.doctor;

/**
 * One thing that was looked at.
 *
 * @param check what was looked at, in a word or two
 * @param level how it is
 * @param what was found
 * @param advice what to do; empty where nothing needs to be done
 */
public record CheckResult(String check, Level level, String what, String advice) {

    /** How it is. */
    public enum Level {
        OK,
        /** It works, but not as well or as safely as it should. */
        WARN,
        /** Campaigns cannot run like this. */
        FAIL
    }

    public static CheckResult ok(String check, String what) {
        return new CheckResult(check, Level.OK, what, "");
    }

    static CheckResult warn(String check, String what, String advice) {
        return new CheckResult(check, Level.WARN, what, advice);
    }

    public static CheckResult fail(String check, String what, String advice) {
        return new CheckResult(check, Level.FAIL, what, advice);
    }
}
