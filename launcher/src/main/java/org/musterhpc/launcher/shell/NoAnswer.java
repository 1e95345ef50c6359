package org.musterhpc.launcher.shell;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command was sent, and how it ended is not known: it may have run, or not, or may run still. What it would have
 * changed is UNKNOWN, never undone and never done.
 */
public final class NoAnswer extends ShellFailure {
    private static final long serialVersionUID = 1L;
    private static final String LOOK = "look there whether it has run before it is sent again";

    private NoAnswer(String what, @Nullable Throwable cause) {
        super(what, LOOK, cause);
    }

    public static NoAnswer timedOut(String where, Command command) {
        return new NoAnswer(where + ": " + command + " did not end within " + seconds(command.limit()), null);
    }

    public static NoAnswer broken(String where, Command command, @Nullable Throwable cause) {
        return new NoAnswer(where + ": the connection broke while " + command + " ran", cause);
    }

    public static NoAnswer interrupted(String where, Command command) {
        return new NoAnswer(where + ": interrupted while " + command + " ran", null);
    }

    /** It did run, but a caller that took half an answer for the whole would be wrong about the rest. */
    public static NoAnswer tooLong(String where, Command command, int bytes) {
        return new NoAnswer(where + ": " + command + " wrote more than " + (bytes >> 20) + " MiB", null);
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }
}
