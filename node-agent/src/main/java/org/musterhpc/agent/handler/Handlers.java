package org.musterhpc.agent.handler;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.tree.OomWatch;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeMemory;
import org.musterhpc.agent.start.MemoryWatch;
import org.musterhpc.agent.start.Starter;
import org.musterhpc.agent.task.HandlerCall;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;

/**
 * Keeps a handler a slot, for the tasks of one stage in one edition of its campaign; whatever else runs in the slot ends it.
 * {@link #close} ends all.
 */
public final class Handlers implements Runner, AutoCloseable {
    private final Runner processes;
    private final Starter starter;
    private final MemoryGuard guard;
    private final Path folder;
    private final Duration grace;
    private final OomWatch kernel = OomWatch.ofThisProcess();
    private final ExecutorService threads = Executors.newCachedThreadPool(Handlers::thread);
    private final Map<Integer, HandlerProcess> slots = new ConcurrentHashMap<>();
    private final Map<Integer, HandlerLog> logs = new ConcurrentHashMap<>();

    /**
     * @param processes runs what is no handler's
     * @param folder for pipes and logs; for our eyes only
     * @param grace between the end of a handler's stdin and its KILL
     */
    public Handlers(Runner processes, Starter starter, MemoryGuard guard, Path folder, Duration grace) {
        this.processes = processes;
        this.starter = starter;
        this.guard = guard;
        this.folder = folder;
        this.grace = grace;
    }

    @Override
    public CompletableFuture<?> ready(RunSpec spec) {
        return processes.ready(spec);
    }

    @Override
    public Run start(RunSpec spec) throws IOException {
        int slot = spec.place().number();
        HandlerCall call = spec.place().call();
        HandlerProcess there = slots.get(slot);
        boolean takes = there != null && call != null && there.takes(call.user());
        if (there != null && !takes) {
            slots.remove(slot);
            there.end(grace);
        }
        if (call == null) {
            return processes.start(spec);
        }
        HandlerProcess handler =
                there != null && takes ? there : started(spec, call, there != null && there.isOf(call.user()));
        return run(spec, call, handler);
    }

    private HandlerRun run(RunSpec spec, HandlerCall call, HandlerProcess handler) {
        int slot = spec.place().number();
        slots.put(slot, handler);
        long kills = kernel.kills();
        CompletableFuture<HandlerReply> answer = handler.give(call.line());
        MemoryWatch memory = MemoryWatch.of(
                spec.memory(),
                new OneTask(handler.running(), answer),
                guard,
                () -> kernel.killedSince(kills) || handler.running().outOfMemory());
        HandlerRun.Another another = () -> {
            slots.remove(slot);
            handler.end(grace);
            return run(spec, call, started(spec, call, true));
        };
        return new HandlerRun(handler, call, spec.output(), new HandlerRun.Asked(answer, memory, another));
    }

    private HandlerProcess started(RunSpec spec, HandlerCall call, boolean successor) throws IOException {
        int slot = spec.place().number();
        HandlerLog log =
                logs.computeIfAbsent(slot, number -> new HandlerLog(folder.resolve("handler-" + number + ".log")));
        Files.deleteIfExists(call.mark());
        OutputStream others = log.begin(successor);
        FileOutputStream stdin = null;
        InputStream stdout = null;
        Running running = null;
        try (NamedPipes pipes = NamedPipes.make(starter, folder, slot)) {
            stdin = pipes.toProcess();
            stdout = pipes.fromProcess();
            running = starter.start(spec, pipes.streams(log.file()));
        } finally {
            if (running == null) {
                close(others);
                close(stdin);
                close(stdout);
            }
        }
        HandlerProcess handler = new HandlerProcess(call.user(), running, stdin, log, threads);
        handler.hear(stdout, others);
        return handler;
    }

    private static void close(@Nullable AutoCloseable stream) throws IOException {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** A handler, as long as it has a task: so long its memory is the task's. */
    private record OneTask(Running handler, CompletableFuture<HandlerReply> answer) implements Running {
        @Override
        public long pid() {
            return handler.pid();
        }

        @Override
        public CompletableFuture<Exit> exit() {
            return answer.isDone() ? answer.thenApply(said -> new Exit(0, null, 0, 0)) : handler.exit();
        }

        @Override
        public void killTree(Duration grace) {
            handler.killTree(grace);
        }

        @Override
        public TreeMemory memory(Processes look) {
            return handler.memory(look);
        }
    }

    @Override
    public void close() {
        slots.values().parallelStream().forEach(handler -> handler.end(grace));
        threads.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "handler");
        thread.setDaemon(true);
        return thread;
    }
}
