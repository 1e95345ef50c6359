package org.musterhpc.launcher.home;

import java.time.Duration;
import java.util.Set;
import org.musterhpc.launcher.time.Pause;

/** Of a signal that no command waits for: it ends the program, by a status that says which. */
public final class EndSignal {
    /** Of programs that HUP, INT or TERM ended. */
    private static final Set<Integer> STATUSES = Set.of(128 + 1, 128 + 2, 128 + 15);

    private static final int LOOKS = 200;
    private static final Duration LOOK = Duration.ofMillis(10);

    private static final Pause PAUSE = Pause.real();

    private EndSignal() {}

    /** The program ends: it matters to nobody what else has failed. */
    private static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndedException() {
            super("a signal ends this program");
        }
    }

    /** Whether one ends this program now. */
    public static boolean came() {
        return !drop(new Thread());
    }

    /** @throws RuntimeException where one ends this program now */
    public static void heed() {
        if (came()) {
            throw new EndedException();
        }
    }

    /** @return whether the hook will not run; else the program ends, and it is at work, or soon will be */
    static boolean drop(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook); // refused once a signal has come
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /**
     * For who started a command that has ended. A Ctrl-C at a terminal is for all programs there, and the command may be
     * gone before this program has heard of it: that is no failure of the command's.
     *
     * @param status with which the command ended
     * @throws RuntimeException where a signal ends this program, too
     */
    public static void ends(int status) {
        ends(status, LOOKS);
    }

    /** @param looks counted rather than timed: on a machine that stood still, who hears of signals gets a turn, too */
    static void ends(int status, int looks) {
        if (!STATUSES.contains(status)) {
            return;
        }
        for (int left = looks; !came(); left--) {
            if (left == 0 || Thread.currentThread().isInterrupted()) {
                return;
            }
            PAUSE.pause(LOOK);
        }
        throw new EndedException();
    }
}
