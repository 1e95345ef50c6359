package org.musterhpc.agent.handler;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.tree.ProcessUse;
import org.musterhpc.agent.start.MemoryWatch;
import org.musterhpc.agent.start.Starter;
import org.musterhpc.agent.task.HandlerCall;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.agent.task.Runner.Run;

/** One task of a handler. */
final class HandlerRun implements Run {
    /** EX_PROTOCOL of sysexits.h: it does not keep to what was agreed. */
    static final int BROKEN = 76;

    /** The log of a task that runs is no older than this. */
    private static final long COPY_NANOS = 1_000_000_000;
    /** Between the end of a process and that of its pipes, or the other way round. */
    private static final Duration TOGETHER = Duration.ofSeconds(5);

    private final HandlerProcess process;
    private final HandlerCall call;
    private final Path page;
    private final MemoryWatch memory;
    private final CompletableFuture<HandlerReply> answer;
    private final ProcessUse before;
    private final Another another;
    /** Has the task instead. */
    private volatile @Nullable HandlerRun successor;

    private volatile boolean killed;
    private @Nullable IOException noSuccessor;
    private @Nullable JsonNode result;
    private @Nullable String complaint;

    /** Gives the task to a new handler. */
    interface Another {
        HandlerRun start() throws IOException;
    }

    /**
     * What came of giving it the task.
     *
     * @param answer completes with what it says then
     * @param another for where it had ended before it read the task
     */
    record Asked(CompletableFuture<HandlerReply> answer, MemoryWatch memory, Another another) {}

    HandlerRun(HandlerProcess process, HandlerCall call, Path page, Asked asked) {
        this.process = process;
        this.call = call;
        this.page = page;
        this.answer = asked.answer();
        this.memory = asked.memory();
        this.another = asked.another();
        this.before = ProcessUse.of(process.running().pid());
    }

    @Override
    public boolean await(Duration most) throws InterruptedException {
        HandlerRun other = successor;
        if (other != null) {
            return other.await(most);
        }
        long end = System.nanoTime() + most.toNanos();
        if (!awaited(end)) {
            return false;
        }
        if (!answer.isDone() && !memory.exceeded().isDone() && process.awaitExit(TOGETHER) && process.leftUnread()) {
            try {
                HandlerRun next = another.start();
                successor = next;
                if (killed) {
                    next.kill(Duration.ZERO);
                }
                return next.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            } catch (IOException e) {
                noSuccessor = e;
            }
        }
        return true;
    }

    private boolean awaited(long end) throws InterruptedException {
        CompletableFuture<?> over = CompletableFuture.anyOf(
                answer, process.silent(), process.running().exit(), memory.exceeded());
        while (!over.isDone()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                over.get(Math.min(left, COPY_NANOS), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                copy();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    @Override
    public void kill(Duration grace) {
        killed = true;
        process.kill(grace);
        HandlerRun other = successor;
        if (other != null) {
            other.kill(grace);
        }
    }

    @Override
    public ExitInfo exit() throws IOException {
        HandlerRun other = successor;
        if (other != null) {
            return other.exit();
        }
        if (noSuccessor != null) {
            throw noSuccessor;
        }
        try {
            return judged();
        } finally {
            copy();
        }
    }

    private ExitInfo judged() throws IOException {
        HandlerReply said = said();
        if (said instanceof HandlerReply.Answer answered && answered.id().equals(call.id())) {
            ProcessUse after = ProcessUse.of(process.running().pid());
            result = answered.result();
            process.served(call.handler(), answered.last());
            double cpuS = Math.max(0, after.cpuS() - before.cpuS());
            return new ExitInfo(answered.exit(), 0, null, answered.error(), cpuS, after.peak());
        }
        if (said instanceof HandlerReply.Answer other) {
            return broken("it answered for task " + other.id());
        }
        if (said instanceof HandlerReply.Fault fault) {
            return broken(fault.words());
        }
        return ended();
    }

    /** Null where it was killed, or ended before it said anything. */
    private @Nullable HandlerReply said() {
        if (!memory.exceeded().isDone()
                && !answer.isDone()
                && process.running().exit().isDone()) {
            boolean unusedHeard = Running.over(TOGETHER, process.silent()); // its last words may be in the pipe
        }
        return answer.getNow(null);
    }

    private ExitInfo broken(String words) {
        process.kill(Duration.ZERO);
        return new ExitInfo(BROKEN, 0, null, "the handler was ended: " + words, 0, 0);
    }

    private ExitInfo ended() throws IOException {
        if (memory.exceeded().isDone()) {
            process.kill(Duration.ZERO); // at once: what asks for memory does not give it back while it is asked to end
        } else if (process.silent().isDone() && !process.awaitExit(TOGETHER)) {
            return broken("it closed its standard output and stayed");
        }
        Exit exit = process.running().exit().join();
        Starter.refuseUnstarted(process.running());
        int signal = exit.signal() == null ? 0 : exit.signal();
        int status = exit.status() == null ? -1 : exit.status();
        String error = signal != 0 ? null : "the handler ended with status " + status + " before it answered";
        return new ExitInfo(status, signal, memory.reason(exit), error, exit.cpuS(), exit.maxRssBytes());
    }

    @Override
    public @Nullable JsonNode result() {
        HandlerRun other = successor;
        return other != null ? other.result() : result;
    }

    @Override
    public @Nullable String complaint() {
        HandlerRun other = successor;
        return other != null ? other.complaint() : complaint;
    }

    private void copy() {
        try {
            process.log().copyTo(page);
        } catch (IOException e) {
            complaint = "what its handler printed could not be kept: " + e;
        }
    }
}
