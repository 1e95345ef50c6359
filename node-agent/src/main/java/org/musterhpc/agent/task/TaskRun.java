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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Starter.Begun;
import org.musterhpc.agent.task.Starter.Ran;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TemplateException;
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
        } catch (IOException | RuntimeException e) {
            // Whatever went wrong went wrong before there was a process, or the node is broken: another may do better.
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
        static final Ran NOTHING = new Ran(0, 0, false, 0, 0);

        static Told of(Outcome outcome, @Nullable String reason) {
            return new Told(outcome, new Detail(null, null, reason), NOTHING, null, null);
        }
    }

    private Told prepareAndRun() throws IOException {
        String objection = recipe.objection(lease.message());
        if (objection != null) {
            return Told.of(Outcome.BAD_MESSAGE, objection);
        }
        Map<String, JsonNode> params = Parameters.of(lease.message(), recipe.stage(), lease.attempt());
        List<String> argv = recipe.argv(lease.message(), params);
        List<String> outputs = recipe.outputs(params);
        Path workdir = Path.of(recipe.stage().shell().workdir());
        if (!Files.isDirectory(workdir)) {
            return Told.of(Outcome.START_FAILED, "no such folder: " + workdir);
        }
        String hindrance = OutputFolders.make(workdir, outputs);
        if (hindrance != null) {
            return Told.of(Outcome.OUTPUT_MISSING, hindrance);
        }
        Path result = shop.scratch().resolve("result-" + slot + ".json");
        Files.deleteIfExists(result);
        Map<String, String> environment = new HashMap<>(shop.environment());
        environment.putAll(recipe.stage().shell().env());
        environment.putAll(Parameters.environment(params));
        environment.putAll(Parameters.environment(shop.campaign(), lease));
        environment.put("MUSTER_RESULT", result.toString());
        Long own = lease.message().needs().memory();
        Long memory = own != null ? own : recipe.stage().limits().memory();
        Journal.Page page =
                shop.tools().journal().open(slot, recipe.stage().shell().logs(), lease);
        LogRef log;
        Outcome forced;
        Ran ran;
        try {
            Begun begun = shop.tools().starter().start(new Order(argv, environment, workdir, page.file(), memory));
            forced = await(begun);
            if (forced != null) {
                begun.kill(shop.grace());
            }
            ran = begun.ran();
        } finally {
            log = page.close();
        }
        ResultFile.Taken taken = ResultFile.take(result);
        Told told = judge(forced, ran, workdir, outputs);
        Outcome together = forced == null && told.outcome() != Outcome.OK ? stoppedWith(ran) : null;
        if (together != null) {
            told = Told.of(together, null);
        }
        String reason = taken.complaint() == null || told.detail().reason() != null
                ? told.detail().reason()
                : taken.complaint();
        Detail detail = new Detail(told.detail().exit(), told.detail().signal(), reason);
        return new Told(told.outcome(), detail, ran, taken.value(), log);
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
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                    left = end - shop.tools().clock().nanos();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return stopped;
    }

    private static Told judge(@Nullable Outcome forced, Ran ran, Path workdir, List<String> outputs) {
        if (forced != null) {
            return Told.of(forced, null);
        }
        if (ran.oom()) {
            return Told.of(Outcome.OOM, "it used more memory than it may");
        }
        if (ran.signal() != 0) {
            return new Told(Outcome.SIGNAL, new Detail(null, ran.signal(), null), ran, null, null);
        }
        if (ran.exit() != 0) {
            return new Told(Outcome.EXIT, new Detail(ran.exit(), null, null), ran, null, null);
        }
        for (String output : outputs) {
            if (!Files.exists(workdir.resolve(output))) {
                return new Told(Outcome.OUTPUT_MISSING, new Detail(0, null, output + " is not there"), ran, null, null);
            }
        }
        return new Told(Outcome.OK, new Detail(0, null, null), ran, null, null);
    }
}
