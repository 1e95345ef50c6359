package org.musterhpc.launcher.doctor;

import java.util.List;

/** The Java that we run on. */
record JavaCheck(int version, long maxMemory) implements Check {
    private static final String NAME = "java";
    private static final int OLDEST = 17;
    private static final long MEGA = 1 << 20;
    /** A launcher that pushes a million tasks needs about this. */
    private static final long ENOUGH = 64 * MEGA;

    @Override
    public List<CheckResult> look() {
        String what = "version " + version + ", up to " + maxMemory / MEGA + " MB";
        if (version < OLDEST) {
            return List.of(
                    CheckResult.fail(NAME, what, "install Java " + OLDEST + " or later, or set JAVA_HOME to one"));
        }
        if (maxMemory < ENOUGH) {
            return List.of(CheckResult.warn(NAME, what, "give it " + ENOUGH / MEGA + " MB or more (-Xmx)"));
        }
        return List.of(CheckResult.ok(NAME, what));
    }
}
