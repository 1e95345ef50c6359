package org.musterhpc.agent.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeMemory;

/** A task that was started. */
public interface Running {

    /** The leader's process id, which is its session's and its process group's, too. */
    long pid();

    /** Completes, never exceptionally, when the leader has ended and what it left behind is gone. */
    CompletableFuture<Exit> exit();

    /**
     * TERM to every process of the tree, then, after {@code grace} or as soon as there is none left, KILL.
     *
     * <p>Returns when nothing of the tree is alive; if interrupted, earlier, with the interrupt flag set. Harmless when
     * the task has ended.
     */
    void killTree(Duration grace);

    /** The processes of the tree that a look shows, to tell how much memory they use together. */
    TreeMemory memory(Processes look);

    /** Why its command was never begun, where only the end shows it; to be asked after {@link #exit}. Null: it was. */
    default @Nullable StartFailed unstarted() {
        return null;
    }

    /** Whether whatever holds it ended it for its use of memory; to be asked after {@link #exit}. */
    default boolean outOfMemory() {
        return false;
    }

    /** Whether something, which does not fail, is over by then. */
    static boolean over(Duration most, CompletableFuture<?> what) {
        try {
            what.get(most.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
