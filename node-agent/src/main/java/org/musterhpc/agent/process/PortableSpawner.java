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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.output.OwnerFiles;
import org.musterhpc.queue.environment.ByteText;

/**
 * Starts tasks by {@link ProcessBuilder}, for systems where the native spawner cannot work.
 *
 * <p>It is half as fast, learns no CPU time and memory, tells a signal from a status over 128 by that number only, and
 * does not find a process that has left session, parent and environment behind before the kill began.
 */
final class PortableSpawner implements Spawner {
    private static final File ROOT = new File("/");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final @Nullable Path SETSID = setsid();

    /** {@code error=7, …} and, from JDK 22 on, {@code error: 7 (…)}. */
    private static final Pattern ERRNO = Pattern.compile("error[=:] ?([0-9]+)");

    private final String agentToken;
    private final Watchdog watchdog;
    private final Set<PortableTask> running = ConcurrentHashMap.newKeySet();

    PortableSpawner(String agentToken) {
        this.agentToken = agentToken;
        this.watchdog = PortableWatchdog.start(withSession(Watchdog.command()), MarkVariables.AGENT + "=" + agentToken);
    }

    @Override
    public Running spawn(Launch launch) throws StartFailed {
        ProgramCheck.checkNul(launch);
        String program = ByteText.of(ProgramCheck.of(launch));
        List<String> argv = new ArrayList<>(launch.argv());
        argv.set(0, program);
        String workdir = ByteText.of(launch.workdir());
        boolean text = !ByteText.raw(workdir)
                && argv.stream().noneMatch(ByteText::raw)
                && launch.env().values().stream().noneMatch(ByteText::raw);
        argv = text ? argv : inAscii(argv, launch.env(), workdir);
        ProcessBuilder builder = new ProcessBuilder(withSession(argv))
                .directory(text ? launch.workdir().toFile() : ROOT)
                .redirectInput(launch.streams().in().toFile())
                .redirectOutput(appendTo(launch.streams().out()));
        if (launch.streams().out().equals(launch.streams().err())) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(appendTo(launch.streams().err()));
        }
        Map<String, String> env = builder.environment();
        env.clear();
        env.putAll(launch.env());
        if (launch.bashs()) {
            env.put(MarkVariables.FILE, program);
        }
        env.put(MarkVariables.TOKEN, launch.token());
        env.put(MarkVariables.AGENT, agentToken);
        try {
            OwnerFiles.create(launch.output());
            PortableTask task = new PortableTask(
                    builder.start(),
                    MarkVariables.TOKEN + "=" + launch.token(),
                    MarkVariables.AGENT + "=" + agentToken);
            running.add(task);
            var unused = task.exit().whenComplete((exit, none) -> running.remove(task));
            return task;
        } catch (IOException error) {
            Matcher number = ERRNO.matcher(String.valueOf(error.getMessage()));
            throw StartFailed.because(
                    number.find() ? Integer.parseInt(number.group(1)) : 0,
                    "cannot start " + program + ": " + error.getMessage(),
                    launch);
        }
    }

    private static ProcessBuilder.Redirect appendTo(Path file) {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** Java hands over text only: bytes that are none are written down for a bash, which makes them again. */
    private static List<String> inAscii(List<String> argv, Map<String, String> env, String workdir) {
        StringBuilder script = new StringBuilder("cd -- " + octal(workdir) + " && ");
        env.forEach((name, value) -> {
            if (ByteText.raw(value) && VARIABLE.matcher(name).matches()) {
                script.append("export " + name + "=" + octal(value) + " && ");
            }
        });
        script.append("exec");
        argv.forEach(word -> script.append(' ').append(octal(word)));
        return List.of("/bin/bash", "-c", script.toString());
    }

    private static String octal(String word) {
        StringBuilder quoted = new StringBuilder("$'");
        for (byte b : ByteText.bytes(word)) {
            quoted.append("\\%03o".formatted(b & 0xff));
        }
        return quoted.append('\'').toString();
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
