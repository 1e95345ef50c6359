package org.musterhpc.agent.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.StartFailed;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeMemory;
import org.musterhpc.queue.model.Container;

/**
 * A container of docker or podman, and the client that waits for it. It is over when the engine has removed it, whatever has
 * become of the client: that one's end does not end it.
 */
final class ContainerRunning implements Running {
    private static final long NO_PID = 0;
    /** The statuses that the client has from the engine rather than from the command. */
    private static final int ENGINES = 125;

    private static final int NOT_FOUND = 127;
    private static final int KILLED = 137;
    private static final int TAIL = 4096;

    /** For a client to see that its container has ended. */
    private static final Duration TOGETHER = Duration.ofSeconds(5);

    private final Running client;
    private final Held held;
    private final Means means;
    private final CompletableFuture<Exit> exit;
    private volatile @Nullable StartFailed unstarted;
    private volatile boolean outOfMemory;

    /**
     * What is to be ended.
     *
     * @param log where the client complains, among what the command prints
     * @param from how long that was before
     */
    record Held(Engine engine, String name, Path log, long from) {}

    /**
     * @param told hears of a container that cannot be removed
     * @param missing hears that the image, or the engine, may not be there any more
     */
    record Means(Executor threads, Consumer<String> told, Runnable missing) {}

    ContainerRunning(Running client, Held held, Means means) {
        this.client = client;
        this.held = held;
        this.means = means;
        this.exit = client.exit().thenApplyAsync(this::ended, means.threads());
    }

    private Exit ended(Exit ofClient) {
        try {
            judge(ofClient);
        } finally {
            remove();
        }
        return new Exit(ofClient.status(), ofClient.signal(), 0, 0); // what the client used is not what the task did
    }

    private void judge(Exit ofClient) {
        Integer status = ofClient.status();
        if (status == null || (status != KILLED && (status < ENGINES || status > NOT_FOUND))) {
            return;
        }
        Engine.Look look = held.engine().look(held.name());
        if (status == KILLED) {
            outOfMemory = look != null && look.outOfMemory();
        } else if (look == null ? status == ENGINES : !look.begun()) {
            boolean commands = status != ENGINES;
            String said = EngineCalls.lastLine(tail());
            unstarted = new StartFailed(
                    commands ? status : 0,
                    "its container could not be started: "
                            + (said.isEmpty() ? held.engine().kind().word() + " ended with status " + status : said));
            if (!commands) {
                means.missing().run();
            }
        }
    }

    private String tail() {
        try (FileChannel file = FileChannel.open(held.log())) {
            long start = Math.max(held.from(), file.size() - TAIL);
            ByteBuffer bytes = ByteBuffer.allocate(TAIL);
            int unusedCount = file.read(bytes, start);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends it, if it has not. */
    private void remove() {
        String fault = held.engine().remove(held.name());
        if (fault != null) {
            means.told().accept("container " + held.name() + " cannot be removed, and may be running: " + fault);
        }
    }

    @Override
    public long pid() {
        return NO_PID;
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public void killTree(Duration grace) {
        if (exit.isDone()) {
            return;
        }
        if (!grace.isZero()) {
            held.engine().stop(held.name(), grace);
        } else {
            remove();
        }
        if (!Running.over(TOGETHER, client.exit())) {
            remove();
            client.killTree(Duration.ZERO);
        }
        exit.join();
    }

    /** Of podman, whose containers descend from us; docker keeps to the limit itself. */
    @Override
    public TreeMemory memory(Processes look) {
        return held.engine().kind() == Container.Engine.PODMAN
                ? client.memory(look)
                : new TreeMemory(List.of(), (one, other) -> false);
    }

    @Override
    public @Nullable StartFailed unstarted() {
        return unstarted;
    }

    @Override
    public boolean outOfMemory() {
        return outOfMemory;
    }
}
