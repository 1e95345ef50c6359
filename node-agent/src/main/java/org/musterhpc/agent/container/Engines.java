package org.musterhpc.agent.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Container;

/** The engines of this node: found on the PATH, asked whether they answer, and freed of what agents left that are gone. */
final class Engines {
    private static final List<Container.Engine> ALL =
            List.of(Container.Engine.APPTAINER, Container.Engine.PODMAN, Container.Engine.DOCKER);

    private final EngineCalls calls;
    private final ContainerName me;
    private final String owner;
    private final Consumer<String> told;
    private final Remembered<List<Container.Engine>, Engine> found;

    /**
     * @param me some name of this agent
     * @param owner the label of this user's containers on this node
     */
    Engines(EngineCalls calls, ContainerName me, String owner, Consumer<String> told, Executor threads) {
        this.calls = calls;
        this.me = me;
        this.owner = owner;
        this.told = told;
        this.found = new Remembered<>(threads, System::nanoTime);
    }

    /** What runs this container here; fails with an {@link IOException} that says why nothing does. */
    CompletableFuture<Engine> of(Container container) {
        List<Container.Engine> fit = container.engine() != Container.Engine.AUTO
                ? List.of(container.engine())
                : container.apptainersOnly() ? List.of(Container.Engine.APPTAINER) : ALL;
        return found.of(fit, () -> first(fit));
    }

    void forget(Container container) {
        ALL.forEach(kind -> found.forget(List.of(kind)));
        found.forget(ALL);
    }

    private Engine first(List<Container.Engine> fit) throws IOException {
        List<String> faults = new ArrayList<>();
        for (Container.Engine kind : fit) {
            String program = program(kind.word());
            if (program != null) {
                Engine engine = new Engine(kind, program, calls);
                String fault = engine.fault();
                if (fault == null) {
                    clear(engine);
                    return engine;
                }
                faults.add(fault);
            }
        }
        String words = fit.stream().map(Container.Engine::word).collect(Collectors.joining(", "));
        throw new IOException(
                faults.isEmpty()
                        ? "its container cannot be started: " + (fit.size() == 1 ? "no " : "none of ") + words
                                + " is on the PATH of this node's agent"
                        : "its container cannot be started here: " + String.join("; ", faults));
    }

    private @Nullable String program(String name) {
        for (String folder : calls.environment().getOrDefault("PATH", "").split(":", -1)) {
            Path file = folder.startsWith("/") ? Path.of(folder, name) : null;
            if (file != null && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return null;
    }

    /** What a former agent's container writes, a task of ours may write too. */
    private void clear(Engine engine) {
        if (!engine.serves()) {
            return;
        }
        for (String text : engine.names(ServerCommand.OWNER + "=" + owner)) {
            ContainerName name = ContainerName.of(text);
            if (name != null && name.abandoned(me)) {
                String fault = engine.remove(text);
                told.accept(
                        fault == null
                                ? "removed container " + text + ", whose agent is gone"
                                : "container " + text + ", whose agent is gone, cannot be removed: " + fault);
            }
        }
    }
}
