package org.musterhpc.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Starter.Begun;
import org.musterhpc.agent.task.Starter.Ran;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Outcome;

/** One attempt at a task. {@link #run} is called once, by the slot's thread; {@link #stop} at any time, by any. */
final class TaskRun implements Task {
    private static final int TERM = 15;
    /** What a shell says of a command that TERM ended. */
    private static final int TERM_STATUS = 128 + TERM;
    /**
     * A scheduler that ends an allocation sends TERM to all its processes. The task may be dead before the agent has
     * heard of its own; on a busy node a second is not much.
     */
    private static final Duration TOGETHER = Duration.ofSeconds(2);

    private final Workshop shop;
    private final Recipe recipe;
    private final Lease lease;
    private final int slot;
    private final long deadline;

    private @Nullable Outcome stopped;
    private @Nullable String because;
    private @Nullable Thread waiting;

    /**
     * @param deadline when it must have ended, by the monotonic clock
     */
    TaskRun(Workshop shop, Recipe recipe, Lease lease, int slot, long deadline) {
        this.shop = shop;
        this.recipe = recipe;
        this.lease = lease;
        this.slot = slot;
        this.deadline = deadline;
    }

    @Override
    public synchronized void stop(Outcome why, String reason) {
        because = stopped == null ? reason : because;
        stop(why);
    }

    @Override
    public synchronized void stop(Outcome why) {
        if (stopped == null) {
            stopped = why;
            notifyAll();
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    @Override
    public Attempt run() {
        Instant started = shop.tools().clock().instant();
        long from = shop.tools().clock().nanos();
        Told told;
        try {
            told = prepareAndRun();
        } catch (FillException | TemplateException e) {
            told = Told.of(Outcome.BAD_MESSAGE, e.getMessage());
        } catch (Starter.Refused e) {
            told = Told.of(Outcome.START_FAILED, new Detail(e.status(), null, e.getMessage()));
        } catch (IOException | RuntimeException e) {
            // There was no process yet: the node is broken, and another may do better.
            told = Told.of(Outcome.START_FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        double wall = (shop.tools().clock().nanos() - from) / 1e9;
        return new Attempt(
                lease.attempt(),
                lease.token(),
                told.outcome(),
                told.detail(),
                shop.place(),
                started,
                shop.tools().clock().instant(),
                new Usage(wall, told.ran().cpuS(), told.ran().maxRssBytes()),
                told.result(),
                told.log());
    }

    /** How it ended. */
    private record Told(
            Outcome outcome,
            Detail detail,
            Ran ran,
            @Nullable JsonNode result,
            @Nullable LogRef log) {
        static final Ran NOTHING = new Ran(0, 0, null, 0, 0);

        static Told of(Outcome outcome, @Nullable String reason) {
            return of(outcome, new Detail(null, null, reason));
        }

        static Told of(Outcome outcome, Detail detail) {
            return new Told(outcome, detail, NOTHING, null, null);
        }

        /** What else is to be said; it does not take the place of a reason. */
        Told with(@Nullable String remark) {
            return remark == null || detail.reason() != null
                    ? this
                    : new Told(outcome, new Detail(detail.exit(), detail.signal(), remark), ran, result, log);
        }
    }

    private Told prepareAndRun() throws IOException {
        String objection = recipe.objection(lease.message());
        if (objection != null) {
            return Told.of(Outcome.BAD_MESSAGE, objection);
        }
        Map<String, JsonNode> params = Parameters.of(lease.message(), recipe.stage(), lease.attempt());
        SetupScript setup = recipe.setup(shop.scratch().resolve("setup-" + slot));
        List<String> argv =
                recipe.argv(lease.message(), params, setup, shop.scratch().resolve("command-" + slot + ".sh"));
        Path workdir = ByteText.path(recipe.stage().shell().workdir());
        Promised outputs =
                new Promised(workdir, recipe.outputs(params), recipe.stage().outputsWait());
        if (!Files.isDirectory(workdir)) {
            return Told.of(Outcome.START_FAILED, "no such folder: " + workdir);
        }
        String hindrance = OutputFolders.make(workdir, outputs.files());
        if (hindrance != null) {
            return Told.of(Outcome.OUTPUT_MISSING, hindrance);
        }
        Path result = shop.scratch().resolve("result-" + slot + ".json");
        Files.deleteIfExists(result);
        setup.clear();
        Long own = lease.message().needs().memory();
        Long memory = own != null ? own : recipe.stage().limits().memory();
        Journal.Page page =
                shop.tools().journal().open(slot, recipe.stage().shell().logs(), lease);
        Begun begun;
        try {
            begun = shop.tools()
                    .starter()
                    .start(new Order(argv, environment(params, result), workdir, page.file(), memory));
        } catch (IOException | RuntimeException e) {
            page.close();
            throw e;
        }
        Outcome forced = await(begun);
        if (forced != null) {
            begun.kill(shop.grace());
        }
        Ran ran = begun.ran();
        ResultFile.Taken taken = ResultFile.take(result);
        Told told = forced != null ? Told.of(forced, stopReason()) : judge(ran, setup, outputs);
        if (forced == null && told.outcome() != Outcome.OK) {
            Outcome together = stoppedWith(ran);
            told = together == null ? told : Told.of(together, stopReason());
        }
        return kept(page, new Told(told.outcome(), told.detail(), ran, taken.value(), null).with(taken.complaint()));
    }

    /** With where its output is. From here on nothing that goes wrong changes how the task has ended. */
    private static Told kept(Journal.Page page, Told told) {
        try {
            return new Told(told.outcome(), told.detail(), told.ran(), told.result(), page.close());
        } catch (IOException | RuntimeException e) {
            return told.with("its output could not be kept: " + e);
        }
    }

    private Map<String, String> environment(Map<String, JsonNode> params, Path result) {
        Map<String, String> environment = new HashMap<>(shop.environment());
        environment.put("PWD", recipe.stage().shell().workdir());
        environment.putAll(recipe.stage().shell().env());
        environment.putAll(Parameters.environment(params));
        environment.putAll(Parameters.environment(shop.campaign(), lease));
        environment.put("MUSTER_RESULT", result.toString());
        return environment;
    }

    /** Waits for the end; returns why it must be made to end, or null where it ended by itself. */
    private @Nullable Outcome await(Begun begun) {
        synchronized (this) {
            if (stopped != null) {
                return stopped;
            }
            waiting = Thread.currentThread();
        }
        boolean ended = false;
        try {
            ended = begun.await(
                    Duration.ofNanos(Math.max(0, deadline - shop.tools().clock().nanos())));
        } catch (InterruptedException e) {
            // stop() says why.
        }
        synchronized (this) {
            waiting = null;
            Thread.interrupted(); // stop() may have come just after the end; what follows must not be disturbed by it
            if (ended) {
                return null;
            }
            return stopped != null ? stopped : Outcome.WALLTIME;
        }
    }

    /** Why the agent was stopped, where it was, while this task failed: then it did not fail by itself. */
    private synchronized @Nullable Outcome stoppedWith(Ran ran) {
        if (stopped == null && (ran.signal() == TERM || ran.exit() == TERM_STATUS)) {
            long end = shop.tools().clock().nanos() + TOGETHER.toNanos();
            try {
                long left = TOGETHER.toNanos();
                while (stopped == null && left > 0) {
                    shop.tools().pause().on(this, left);
                    left = end - shop.tools().clock().nanos();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return stopped;
    }

    /** In what words it was stopped, where it was. */
    private synchronized @Nullable String stopReason() {
        return because;
    }

    private Told judge(Ran ran, SetupScript setup, Promised outputs) {
        if (ran.oom() != null) {
            return Told.of(Outcome.OOM, ran.oom());
        }
        SetupScript.Failure failure = setup.failure(ran);
        if (failure != null) {
            return Told.of(Outcome.SETUP, new Detail(failure.status(), null, failure.reason()));
        }
        if (ran.signal() != 0) {
            return Told.of(Outcome.SIGNAL, new Detail(null, ran.signal(), null));
        }
        if (ran.exit() != 0) {
            return Told.of(Outcome.EXIT, new Detail(ran.exit(), null, null));
        }
        String missing = outputs.missing();
        if (missing != null && !outputs.patience().isZero()) {
            missing = awaited(outputs, missing);
        }
        synchronized (this) {
            return missing != null && stopped != null
                    ? Told.of(stopped, (String) null)
                    : Told.of(missing == null ? Outcome.OK : Outcome.OUTPUT_MISSING, new Detail(0, null, missing));
        }
    }

    /** Looks again and again until all is there, the time is over, or somebody ends the attempt. */
    private @Nullable String awaited(Promised outputs, String first) {
        long now = shop.tools().clock().nanos();
        long from = now;
        long end = now + Math.min(outputs.patience().toNanos(), Math.max(0, deadline - now));
        String missing = first;
        for (int looks = 0;
                missing != null
                        && now < end
                        && !paused(Math.min(Promised.pause(looks).toNanos(), end - now));
                looks++) {
            missing = outputs.missingNow();
            now = shop.tools().clock().nanos();
        }
        return missing == null ? null : missing + ", after a wait of " + (now - from) / 1_000_000_000 + " s";
    }

    /** Whether somebody ended the attempt meanwhile. */
    private synchronized boolean paused(long nanos) {
        long end = shop.tools().clock().nanos() + nanos;
        try {
            for (long left = nanos;
                    stopped == null && left > 0;
                    left = end - shop.tools().clock().nanos()) {
                shop.tools().pause().on(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stopped != null;
    }
}
