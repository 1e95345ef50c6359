package org.musterhpc.agent.handler;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.tree.ProcessUse;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.task.HandlerCall;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.TaskCommand;

/** A handler that was started. One task at a time is its; all but what it says happens on the slot's thread. */
final class HandlerProcess {
    /** A look at a whole tree is a look at all processes of the node. */
    private static final long LOOK_NANOS = 1_000_000_000;
    /** How long a handler that has answered may take to read what it has answered. */
    private static final Duration UNREAD = Duration.ofSeconds(5);

    /** Bytes that go into a pipe together or not at all: PIPE_BUF of Linux. */
    private static final int WHOLE = 4096;

    private final HandlerCall.User user;
    private final Running running;
    private final FileOutputStream stdin;
    private final HandlerLog log;
    private final Executor threads;
    private final AtomicReference<@Nullable CompletableFuture<HandlerReply>> due = new AtomicReference<>();
    private final CompletableFuture<@Nullable Void> silent = new CompletableFuture<>();
    private CompletableFuture<?> writing = CompletableFuture.completedFuture(null);
    private volatile boolean spent;
    /** That its stdin was closed before we wrote. */
    private volatile boolean refused;

    private volatile boolean killed;
    private int tasks;
    private int given;
    private long looked;

    HandlerProcess(HandlerCall.User user, Running running, FileOutputStream stdin, HandlerLog log, Executor threads) {
        this.user = user;
        this.running = running;
        this.stdin = stdin;
        this.log = log;
        this.threads = threads;
        this.looked = System.nanoTime() - LOOK_NANOS;
    }

    /** Hears what it says until its stdout is closed. */
    void hear(InputStream stdout, OutputStream others) {
        threads.execute(() -> {
            try (stdout;
                    others) {
                new AnswerReader(others, this::said).read(stdout);
            } catch (IOException e) {
                said(new HandlerReply.Fault("what it says cannot be read or kept: " + e.getMessage()));
            } finally {
                silent.complete(null);
            }
        });
    }

    private void said(HandlerReply said) {
        CompletableFuture<HandlerReply> waiting = due.getAndSet(null);
        if (waiting == null) {
            spent = true; // nobody had asked: it cannot be told to which task its next answer belongs
        } else {
            waiting.complete(said);
        }
    }

    Running running() {
        return running;
    }

    HandlerLog log() {
        return log;
    }

    /** Completes when it can say nothing any more. */
    CompletableFuture<@Nullable Void> silent() {
        return silent;
    }

    /** Whether it can be given a task of these. */
    boolean takes(HandlerCall.User whose) {
        return user.equals(whose)
                && !spent
                && !silent.isDone()
                && !running.exit().isDone()
                && written();
    }

    /** Whether it has read its last task to the end. Its answer may be here before our thread has returned from writing. */
    private boolean written() {
        return Running.over(UNREAD, writing);
    }

    boolean isOf(HandlerCall.User whose) {
        return user.equals(whose);
    }

    /** Gives it a task; completes with what it says then. */
    CompletableFuture<HandlerReply> give(String line) {
        CompletableFuture<HandlerReply> answer = new CompletableFuture<>();
        due.set(answer);
        byte[] bytes = ByteText.bytes(line + "\n");
        given = bytes.length;
        // On another thread: who does not read must not keep the slot from its walltime.
        writing = CompletableFuture.runAsync(() -> write(bytes), threads);
        return answer;
    }

    private void write(byte[] bytes) {
        try {
            stdin.write(bytes);
        } catch (IOException e) {
            refused = true; // it has closed its stdin, or ended: that is heard on its stdout
            spent = true;
        }
    }

    /**
     * Whether it has ended by itself, after it had served others, and nothing of the task that it was given last was ever read:
     * then it was about to end when it was given that.
     */
    boolean leftUnread() {
        if (tasks == 0 || killed || !running.exit().isDone() || !written()) {
            return false;
        }
        if (refused) {
            return given <= WHOLE;
        }
        try {
            return stdin.getFD().valid() && new FileInputStream(stdin.getFD()).available() >= given;
        } catch (IOException e) {
            return false;
        }
    }

    /** After a task of which it said this: whether another takes its place before the next. */
    void served(TaskCommand.Handler how, boolean last) {
        tasks++;
        if (last || log.full() || (how.tasks() > 0 && tasks >= how.tasks()) || grown(how.memory())) {
            spent = true;
            leave(); // now, as it may be long before the next task
        }
    }

    private boolean grown(@Nullable Long most) {
        if (most == null) {
            return false;
        }
        if (ProcessUse.of(running.pid()).resident() > most) {
            return true;
        }
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) {
            return false;
        }
        looked = now;
        return running.memory(Processes.now()).above(most) > most;
    }

    /** Asks it to end, as no task will come. */
    private void leave() {
        try {
            stdin.close();
        } catch (IOException e) {
            spent = true; // nothing was left to be written
        }
    }

    /** Ends it: its stdin is closed; what is alive of it after the grace is killed. Returns when nothing is. */
    void end(Duration grace) {
        spent = true;
        leave();
        awaitExit(grace);
        kill(Duration.ZERO);
    }

    /** Whether it has ended by then. */
    boolean awaitExit(Duration most) {
        return Running.over(most, running.exit());
    }

    void kill(Duration grace) {
        spent = true;
        killed = true;
        running.killTree(grace);
        leave();
    }
}
