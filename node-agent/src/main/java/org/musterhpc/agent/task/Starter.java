package org.musterhpc.agent.task;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Starts commands, each as the root of a tree of processes that can be ended as a whole. */
public interface Starter {

    /**
     * @throws Refused where that is the command's own fault; the text says why
     * @throws IOException where it could not be started for any other reason
     */
    Begun start(Order order) throws IOException;

    /**
     * The command itself, or what it is to be given, keeps it from being started; it says nothing against the node.
     */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        /** @param status what a shell would have said: 127, there is no such program; 126, it cannot be run */
        public Refused(int status, String reason) {
            super(reason);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /** A command that was started. */
    interface Begun {
        /**
         * Waits for the command's own process.
         *
         * @return whether it has ended
         */
        boolean await(Duration most) throws InterruptedException;

        /** Ends the whole tree: TERM, after the grace KILL; returns when none of it is alive. */
        void kill(Duration grace);

        /** What became of it; to be asked once, after it has ended. Sees to it that nothing of it stays behind. */
        Ran ran();
    }

    /**
     * @param exit its status, or -1 where a signal ended it
     * @param signal that ended it, or 0
     * @param oom that it was ended for its use of memory, in words; null where it was not
     * @param cpuS seconds of processor time
     * @param maxRssBytes most memory resident at once, 0 where unknown
     */
    record Ran(int exit, int signal, @Nullable String oom, double cpuS, long maxRssBytes) {}
}
