package org.musterhpc.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Starts what was prepared, so that it can be ended as a whole: as processes of this machine, or by whatever else can run a
 * command.
 */
public interface Runner {

    /**
     * @throws Refused where that is the command's own fault; the text says why
     * @throws IOException where it could not be started for any other reason
     */
    Run start(RunSpec spec) throws IOException;

    /**
     * Makes ready what the command needs and may take long to get, so that {@link #start} does not.
     *
     * @return completes when it is there; fails with what {@link #start} would throw
     */
    default CompletableFuture<?> ready(RunSpec spec) {
        return CompletableFuture.completedFuture(null);
    }

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
    interface Run {
        /**
         * Waits for the command's own process.
         *
         * @return whether it has ended
         */
        boolean await(Duration most) throws InterruptedException;

        /** Ends the whole tree: TERM, after the grace KILL; returns when none of it is alive. */
        void kill(Duration grace);

        /**
         * What became of it; to be asked once, after it has ended. Sees to it that nothing of it stays behind.
         *
         * @throws Refused where it turns out that it was never begun, by its own fault
         * @throws IOException where that was for any other reason
         */
        ExitInfo exit() throws IOException;

        /** What it handed back itself rather than by a file; null where there is nothing, or it was no handler's. */
        default @Nullable JsonNode result() {
            return null;
        }

        /** What went wrong beside, in words, and says nothing of how it ended; null where nothing did. */
        default @Nullable String complaint() {
            return null;
        }
    }

    /**
     * @param exit its status, or -1 where a signal ended it
     * @param signal that ended it, or 0
     * @param oom that it was ended for its use of memory, in words; null where it was not
     * @param error how a handler failed at it, in words; null where it did not, or gave none
     * @param cpuS seconds of processor time
     * @param maxRssBytes most memory resident at once, 0 where unknown
     */
    record ExitInfo(
            int exit,
            int signal,
            @Nullable String oom,
            @Nullable String error,
            double cpuS,
            long maxRssBytes) {
        public ExitInfo(int exit, int signal, @Nullable String oom, double cpuS, long maxRssBytes) {
            this(exit, signal, oom, null, cpuS, maxRssBytes);
        }

        /** Of what was not started. */
        static final ExitInfo NONE = new ExitInfo(0, 0, null, 0, 0);
    }
}
