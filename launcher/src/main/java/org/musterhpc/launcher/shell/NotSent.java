package org.musterhpc.launcher.shell;

import org.jspecify.annotations.Nullable;

/** No connection could be made: the command did surely not run, and may be sent again. */
public final class NotSent extends ShellFailure {
    private static final long serialVersionUID = 1L;

    public NotSent(String what, String advice, @Nullable Throwable cause) {
        super(what, advice, cause);
    }

    public static NotSent unreachable(Target target, String reason, @Nullable Throwable cause) {
        return new NotSent(
                target + " cannot be reached: " + reason, "try by hand: " + target.byHand() + " true", cause);
    }
}
