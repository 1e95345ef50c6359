package org.musterhpc.agent.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.StartFailed;

/**
 * Tells pbs_mom of tasks. Each has a session of its own, and without cgroups mom counts, limits and ends only sessions that
 * it knows: that of the batch script, and those that {@code pbs_attach} named. A task that is over within a few seconds is
 * not told of: mom looks every ten seconds or so, and keeps a file for each session.
 */
public final class AttachingSpawner implements Spawner {
    private static final Path NOTHING = Path.of("/dev/null");
    private static final Path ROOT = Path.of("/");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Spawner spawner;
    private final Attach attach;
    private final Consumer<String> told;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean warned = new AtomicBoolean();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "pbs_attach");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param program {@code pbs_attach}
     * @param job the element's id, as PBS gave it
     * @param after how long a task runs before it is told of
     */
    record Attach(Path program, String job, Duration after) {}

    /** @param told is told, once, where it does not work; tasks run all the same */
    AttachingSpawner(Spawner spawner, Attach attach, Consumer<String> told) {
        this.spawner = spawner;
        this.attach = attach;
        this.told = told;
    }

    /** The spawner itself where this is no job of PBS, or there is no {@code pbs_attach}. */
    public static Spawner over(Spawner spawner, Map<String, String> environment, Consumer<String> told) {
        String job = environment.getOrDefault("PBS_JOBID", "");
        Path program = job.isEmpty() ? null : program(environment);
        return program == null
                ? spawner
                : new AttachingSpawner(spawner, new Attach(program, job, Duration.ofSeconds(5)), told);
    }

    /** In PBS' own folder, in those of the PATH, or where it is installed as a rule. */
    static @Nullable Path program(Map<String, String> environment) {
        String own = environment.getOrDefault("PBS_EXEC", "");
        return Stream.of(
                        own.isEmpty() ? Stream.<String>empty() : Stream.of(own + "/bin"),
                        Stream.of(environment.getOrDefault("PATH", "").split(":")),
                        Stream.of("/opt/pbs/bin"))
                .flatMap(folders -> folders)
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "pbs_attach"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Running spawn(Launch launch) throws StartFailed {
        Running task = spawner.spawn(launch);
        var unused = later.schedule(() -> attach(task, launch), attach.after().toMillis(), TimeUnit.MILLISECONDS);
        return task;
    }

    private void attach(Running task, Launch launch) {
        if (task.exit().isDone()) {
            return;
        }
        try {
            Running errand = spawner.spawn(new Launch(
                    List.of(attach.program().toString(), "-j", attach.job(), "-p", Long.toString(task.pid())),
                    launch.env(),
                    ROOT,
                    NOTHING,
                    "attach-" + numbers.incrementAndGet()));
            var kill = later.schedule(() -> errand.killTree(Duration.ZERO), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            var unused = errand.exit().thenAccept(exit -> {
                kill.cancel(false);
                failed(task, exit);
            });
        } catch (StartFailed | RuntimeException e) {
            tell(String.valueOf(e.getMessage()));
        }
    }

    private void failed(Running task, Exit exit) {
        boolean fine = Integer.valueOf(0).equals(exit.status());
        if (!fine && !task.exit().isDone()) {
            tell(attach.program() + " ended with "
                    + (exit.status() == null ? "signal " + exit.signal() : "status " + exit.status()));
        }
    }

    private void tell(String what) {
        if (!warned.getAndSet(true)) {
            told.accept("pbs_mom does not count what tasks use, and may not end them with the job: " + what);
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
        spawner.close();
    }
}
