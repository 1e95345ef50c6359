package org.musterhpc.launcher.shell;

import org.jspecify.annotations.Nullable;

/** No connection could be made: the command did surely not run, and may be sent again. */
public final class NotSent extends ShellFailure {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    public NotSent(String what, String advice, @Nullable Throwable cause) {
        this(what, advice, cause, false);
    }

    private NotSent(String what, String advice, @Nullable Throwable cause, boolean lasting) {
        super(what, advice, cause);
        this.lasting = lasting;
    }

    /** The same, of a machine of which it is known that it will not be there in a moment. */
    NotSent forNow() {
        return new NotSent(getMessage(), advice(), this, true);
    }

    /** Whether it is of no use to try again at once. */
    boolean lasting() {
        return lasting;
    }

    public static NotSent unreachable(Target target, String reason, @Nullable Throwable cause) {
        return new NotSent(
                target + " cannot be reached: " + reason, "try by hand: " + target.byHand() + " true", cause);
    }
}
