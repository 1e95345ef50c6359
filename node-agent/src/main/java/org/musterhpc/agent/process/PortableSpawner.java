package org.musterhpc.agent.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.output.PrivateFiles;

/**
 * Starts tasks by {@link ProcessBuilder}, for systems where the native spawner cannot work.
 *
 * <p>It is half as fast, learns no CPU time and memory, tells a signal from a status over 128 by that number only, and
 * does not find a process that has left session, parent and environment behind before the kill began.
 */
final class PortableSpawner implements Spawner {
    private static final File NOTHING = new File("/dev/null");
    private static final @Nullable Path SETSID = setsid();

    private final String agentToken;
    private final Watchdog watchdog;
    private final Set<PortableTask> running = ConcurrentHashMap.newKeySet();

    PortableSpawner(String agentToken) {
        this.agentToken = agentToken;
        this.watchdog = PortableWatchdog.start(withSession(Watchdog.command()), Environment.AGENT + "=" + agentToken);
    }

    @Override
    public Running spawn(Launch launch) throws StartFailed {
        List<String> argv = new ArrayList<>(launch.argv());
        argv.set(0, Program.of(launch).toString());
        ProcessBuilder builder = new ProcessBuilder(withSession(argv))
                .directory(launch.workdir().toFile())
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.output().toFile()));
        Map<String, String> env = builder.environment();
        env.clear();
        env.putAll(launch.env());
        env.put(Environment.TOKEN, launch.token());
        env.put(Environment.AGENT, agentToken);
        try {
            PrivateFiles.create(launch.output());
            PortableTask task = new PortableTask(builder.start(), Environment.TOKEN + "=" + launch.token());
            running.add(task);
            var unused = task.exit().whenComplete((exit, none) -> running.remove(task));
            return task;
        } catch (IOException error) {
            throw new StartFailed("cannot start " + argv.get(0) + ": " + error.getMessage(), error);
        }
    }

    @Override
    public void close() {
        running.parallelStream().forEach(task -> task.killTree(Duration.ZERO));
        watchdog.dismiss();
    }

    static void pause(Duration time) throws InterruptedException {
        boolean never = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        assert !never;
    }

    private static List<String> withSession(List<String> argv) {
        if (SETSID == null) {
            return argv;
        }
        List<String> all = new ArrayList<>(List.of(SETSID.toString()));
        all.addAll(argv);
        return all;
    }

    private static @Nullable Path setsid() {
        for (String folder : List.of("/usr/bin", "/bin")) {
            Path file = Path.of(folder, "setsid");
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }
}
