package org.musterhpc.agent.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.StartFailed;
import org.musterhpc.agent.task.InContainer;
import org.musterhpc.agent.task.RunSpec;

/** Starts commands in containers. Nothing is asked of any engine before a task wants one. */
public final class Containers {
    private final Spawner spawner;
    private final EngineCalls calls;
    private final String host;
    private final Consumer<String> told;
    private final AtomicLong numbers = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool(Containers::thread);
    private @Nullable Node node;

    /**
     * Where containers are started, and by whom.
     *
     * @param me some name of this agent
     * @param owner how its containers are labelled
     */
    private record Node(Ids ids, ContainerName me, String owner, Engines engines, Images images) {}

    /** An engine that is there, and the image as it has it. */
    private record Ready(Engine engine, String image) {}

    /**
     * @param environment the agent's own: the clients', and where programs are looked for
     * @param folder for our eyes only
     * @param host this node's name
     * @param told hears what people may want to know, a line each
     */
    public Containers(
            Spawner spawner, Map<String, String> environment, Path folder, String host, Consumer<String> told) {
        this.spawner = spawner;
        this.calls = new EngineCalls(spawner, environment, folder);
        this.host = host;
        this.told = told;
    }

    private synchronized Node node() throws IOException {
        if (node == null) {
            Ids ids = Ids.own();
            ContainerName me = ContainerName.first(ids);
            String owner = ids.user() + "@" + host;
            HostLock lock = HostLock.in(Path.of(System.getProperty("java.io.tmpdir")), ids);
            node = new Node(
                    ids,
                    me,
                    owner,
                    new Engines(calls, me, owner, told, threads),
                    new Images(lock, calls.environment(), told, threads));
        }
        return node;
    }

    /** Completes once there is an engine for it, and the image; fails with an {@link IOException} that says why not. */
    public CompletableFuture<?> ready(InContainer inside) {
        return found(inside);
    }

    private CompletableFuture<Ready> found(InContainer inside) {
        Node here;
        try {
            here = node();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return here.engines()
                .of(inside.container())
                .thenCompose(engine -> here.images()
                        .of(engine, inside.container().image())
                        .thenApply(image -> new Ready(engine, image)));
    }

    /**
     * @param words the command within
     * @param token see {@link Launch}
     * @throws StartFailed where the client cannot be started
     * @throws IOException where there is no engine for it, or no image
     */
    public Running start(RunSpec spec, InContainer inside, List<String> words, Launch.Streams streams, String token)
            throws StartFailed, IOException {
        Ready ready = joined(found(inside));
        Engine engine = ready.engine();
        Node here = node();
        String name = here.me().numbered(numbers.incrementAndGet()).toString();
        ContainerLaunch wanted = new ContainerLaunch(
                inside, ready.image(), name, words, spec.workdir(), spec.place().call() != null, spec.memory());
        ClientCommand client = engine.serves()
                ? new ServerCommand(engine.kind(), engine.program(), here.ids(), here.owner())
                : new ApptainerCommand(engine.program());
        long from = Files.exists(streams.err()) ? Files.size(streams.err()) : 0;
        Running running = spawner.spawn(new Launch(
                client.argv(wanted),
                client.environment(wanted, calls.environment()),
                spec.workdir(),
                streams,
                token,
                false));
        if (!engine.serves()) {
            return running;
        }
        ContainerRunning.Held held = new ContainerRunning.Held(engine, name, streams.err(), from);
        Runnable missing = () -> {
            here.images().forget(engine, inside.container().image());
            here.engines().forget(inside.container());
        };
        return new ContainerRunning(running, held, new ContainerRunning.Means(threads, told, missing));
    }

    private static Ready joined(CompletableFuture<Ready> ready) throws IOException {
        try {
            return ready.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException refusal ? refusal : new IOException(e.getCause());
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "containers");
        thread.setDaemon(true);
        return thread;
    }
}
