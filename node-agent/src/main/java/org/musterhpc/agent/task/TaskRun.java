package org.musterhpc.agent.task;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Outcome;

/**
 * One attempt at a task: it is prepared, started by a {@link Runner} and judged. {@link #run} is called once, by the slot's
 * thread; {@link #stop} at any time, by any.
 */
final class TaskRun implements Task {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Workshop shop;
    private final Recipe recipe;
    private final Lease lease;
    private final Space space;
    private final long deadline;
    private final StopSignal stop;

    /**
     * @param deadline when it must have ended, by the monotonic clock
     */
    TaskRun(Workshop shop, Recipe recipe, Lease lease, Space space, long deadline) {
        this.shop = shop;
        this.recipe = recipe;
        this.lease = lease;
        this.space = space;
        this.deadline = deadline;
        this.stop = new StopSignal(shop.tools().clock()::nanos, shop.tools().pause());
    }

    @Override
    public void stop(Outcome why, String reason) {
        stop.stop(why, reason);
    }

    @Override
    public void stop(Outcome why) {
        stop.stop(why, null);
    }

    @Override
    public Attempt run() {
        Instant started = shop.tools().clock().instant();
        long from = shop.tools().clock().nanos();
        Verdict verdict = verdict();
        double wall = (shop.tools().clock().nanos() - from) / 1e9;
        return new Attempt(
                lease.attempt(),
                lease.token(),
                verdict.outcome(),
                verdict.detail(),
                shop.place(),
                started,
                shop.tools().clock().instant(),
                new Usage(wall, verdict.exit().cpuS(), verdict.exit().maxRssBytes()),
                verdict.result(),
                verdict.log(),
                Attempt.Ran.of(recipe.edition(), lease.message()));
    }

    private Verdict verdict() {
        try {
            Prepared prepared = prepared();
            return prepared == null
                    ? unprepared("Redis did not answer, of whom it was asked what the task waited for")
                    : run(prepared);
        } catch (Preparation.Unfit e) {
            return e.verdict();
        } catch (FillException | TemplateException e) {
            return Verdict.notRun(Outcome.BAD_MESSAGE, e.getMessage());
        } catch (IOException | RuntimeException e) {
            return notStarted(e);
        }
    }

    private static Verdict notStarted(Exception e) {
        return e instanceof Runner.Refused refused
                ? Verdict.of(Outcome.START_FAILED, new Detail(refused.status(), null, e.getMessage()), ExitInfo.NONE)
                // There was no process yet: the node is broken, and another may do better.
                : Verdict.notRun(Outcome.START_FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
    }

    /** Null where it was told to end, or had to, before Redis told what it waited for. */
    private @Nullable Prepared prepared() throws Preparation.Unfit, IOException {
        while (true) {
            try {
                return new Preparation(shop, recipe).of(lease, space);
            } catch (QueueUnavailableException e) {
                long left = deadline - shop.tools().clock().nanos();
                Duration pause = Duration.ofNanos(Math.min(left, ASK_AGAIN.toNanos()));
                if (left <= 0 || stop.within(pause) != null) {
                    return null;
                }
            }
        }
    }

    private Verdict unprepared(String lack) {
        Outcome why = stop.why();
        String reason = stop.reason();
        return Verdict.notRun(why == null ? Outcome.WALLTIME : why, reason != null ? reason : lack);
    }

    /** Whether there is all that it needs; false where it was told to end, or had to, before. */
    private boolean ready(RunSpec spec) throws IOException {
        CompletableFuture<?> ready = shop.tools().runner().ready(spec);
        long left = Math.max(0, deadline - shop.tools().clock().nanos());
        if (!ready.isDone() && !stop.awaited(() -> over(ready, left))) {
            return false;
        }
        try {
            ready.join();
            return true;
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException refusal ? refusal : new IOException(e.getCause());
        }
    }

    private static boolean over(CompletableFuture<?> what, long nanos) throws InterruptedException {
        try {
            what.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true; // that is for whoever joins it
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Verdict run(Prepared task) throws IOException {
        Runner.Run run;
        try {
            if (!ready(task.spec())) {
                return kept(task.page(), unprepared("its container's image was not here in time"));
            }
            run = shop.tools().runner().start(task.spec());
        } catch (IOException | RuntimeException e) {
            task.page().close();
            throw e;
        }
        Outcome forced = await(run);
        if (forced != null) {
            run.kill(shop.grace());
        }
        ExitInfo exit;
        try {
            exit = run.exit();
        } catch (IOException e) {
            return kept(
                    task.page(),
                    forced == null
                            ? notStarted(e)
                            : Verdict.notRun(forced, stop.reason()).with(e.getMessage()));
        }
        ResultFile.Taken taken = task.spec().place().call() == null
                ? ResultFile.take(task.result(), recipe.children())
                : ResultFile.of(run.result(), recipe.children());
        Judge judge = new Judge(shop.tools().clock()::nanos, deadline, stop);
        Verdict verdict = forced != null ? judge.forced(forced, exit) : judge.ended(exit, task.setup(), task.outputs());
        return kept(task.page(), withChildren(verdict, taken).with(run.complaint()));
    }

    /** A result that should bring tasks along and cannot be taken fails the attempt: nothing of it is put in. */
    private Verdict withChildren(Verdict verdict, ResultFile.Taken taken) {
        if (verdict.outcome() != Outcome.OK || !recipe.children()) {
            return verdict.with(taken);
        }
        String fault = taken.complaint() != null ? taken.complaint() : recipe.fault(lease.message(), taken.value());
        return fault == null
                ? verdict.with(taken)
                : Verdict.of(Outcome.OUTPUT_MISSING, new Detail(0, null, fault), verdict.exit());
    }

    /** Waits for the end; returns why it must be made to end, or null where it ended by itself. */
    private @Nullable Outcome await(Runner.Run run) {
        long left = Math.max(0, deadline - shop.tools().clock().nanos());
        if (stop.awaited(() -> run.await(Duration.ofNanos(left)))) {
            return null;
        }
        Outcome why = stop.why();
        return why == null ? Outcome.WALLTIME : why;
    }

    /** With where its output is. From here on nothing that goes wrong changes how the task has ended. */
    private static Verdict kept(Journal.Page page, Verdict verdict) {
        try {
            return verdict.in(page.close());
        } catch (IOException | RuntimeException e) {
            return verdict.with("its output could not be kept: " + e);
        }
    }
}
