package org.musterhpc.launcher.trial;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.EndSignal;
import org.musterhpc.launcher.home.FolderRemoval;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.server.LocalRedis;

/**
 * Where commands of Muster are tried: a folder with the files that they need, and in it a {@code MUSTER_HOME} and settings of
 * its own, so that no server and no campaign of the user has to do with it. However the program ends, the server is stopped,
 * and the folder is gone unless it was to be kept.
 */
public final class TrialFolder implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path NOTHING = Path.of("/dev/null");
    /** Of the user's surroundings; they are about another server. */
    private static final List<String> NOT_OURS = List.of("MUSTER_REDIS_PASSWORD", "MUSTER_PAGER");

    private final String command;
    private final Path path;
    private final Path programs;
    private final Map<String, String> env = new HashMap<>();
    private final Thread atExit;
    private volatile boolean left;
    private volatile @Nullable Process running;
    private boolean kept;

    private TrialFolder(String command, Path path, Path programs, Thread atExit) {
        this.command = command;
        this.path = path;
        this.programs = programs;
        this.atExit = atExit;
    }

    /**
     * @param command which is to make it
     * @param outer the environment of this program
     * @param signalled is told of the folder, which is gone by then, where a signal ends the program
     */
    public static TrialFolder make(String command, Map<String, String> outer, Consumer<Path> signalled) {
        Path programs = ProgramFolder.find()
                .orElseThrow(() -> Problem.failed(
                        "muster " + command + " runs muster, and this was not started by bin/muster",
                        "start it by bin/muster"))
                .resolve("bin");
        Path parent = Path.of(outer.getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir")));
        List<TrialFolder> one = new ArrayList<>();
        Thread atExit = new Thread(() -> ended(one, signalled), "muster-" + command);
        Runtime.getRuntime().addShutdownHook(atExit);
        TrialFolder folder;
        synchronized (one) {
            EndSignal.heed();
            try {
                Path made = Files.createTempDirectory(parent, "muster-" + command + "-");
                folder = new TrialFolder(command, made, programs, atExit);
            } catch (IOException e) {
                throw Problem.failed(
                        "no folder can be made in " + parent, "name another: TMPDIR=DIR muster " + command);
            }
            one.add(folder);
        }
        folder.surround(outer);
        folder.write("muster.yml", "# as it is without one\n");
        return folder;
    }

    private void surround(Map<String, String> outer) {
        env.putAll(outer);
        NOT_OURS.forEach(env::remove);
        env.put("MUSTER_HOME", path.resolve("home").toString());
        env.put("MUSTER_CONFIG", path.resolve("muster.yml").toString());
        env.put("MUSTER_BUILT", "1"); // nothing is built meanwhile
        env.put("PATH", programs + File.pathSeparator + outer.getOrDefault("PATH", "/usr/bin:/bin"));
    }

    /** For commands that are run from now on. */
    public void variable(String name, String value) {
        env.put(name, value);
    }

    /** A file for commands to read. */
    public Path write(String name, String text) {
        try {
            return Files.writeString(path.resolve(name), text);
        } catch (IOException e) {
            throw unwritable(String.valueOf(e.getMessage()));
        }
    }

    /** A file for commands to start. */
    public void program(String name, String text) {
        Path file = write(name, text);
        if (!file.toFile().setExecutable(true)) {
            throw unwritable(file + " cannot be made executable");
        }
    }

    private Problem unwritable(String why) {
        close();
        return Problem.failed(
                path + " cannot be written to: " + why, "name another place: TMPDIR=DIR muster " + command);
    }

    public Path path() {
        return path;
    }

    public MusterHome home() {
        return MusterHome.of(env);
    }

    /** What commands see. */
    public Map<String, String> env() {
        return Map.copyOf(env);
    }

    /** Runs a line of a shell here, which prints where this program does, and returns its exit status. */
    public int show(String line) {
        try {
            Process process = start(List.of("sh", "-c", "exec " + line), ProcessBuilder.Redirect.INHERIT);
            int exit = process == null ? Problem.FAILED : process.waitFor();
            EndSignal.ends(exit);
            return exit;
        } catch (IOException e) {
            throw Problem.failed("'" + line + "' cannot be run: " + e.getMessage(), "muster doctor looks into it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Problem.FAILED;
        }
    }

    /**
     * What a command came to.
     *
     * @param exit empty where it did not end in its time, and was killed, or a signal was faster
     */
    public record Ended(@Nullable Integer exit, String printed) {}

    /**
     * Runs this Muster here.
     *
     * @throws Problem where it cannot be started
     * @throws IOException where what it printed cannot be read
     */
    public Ended muster(Duration patience, String... words) throws IOException, InterruptedException {
        Path muster = programs.resolve("muster");
        List<String> line = new ArrayList<>(List.of(muster.toString()));
        line.addAll(List.of(words));
        Path printed = path.resolve("printed");
        Process process;
        try {
            process = start(line, ProcessBuilder.Redirect.to(printed.toFile()));
        } catch (IOException e) {
            throw Problem.failed(muster + " cannot be started", "unpack or build Muster again");
        }
        if (process == null) {
            return new Ended(null, "");
        }
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            end(process);
        }
        EndSignal.ends(process.exitValue());
        return new Ended(ended ? process.exitValue() : null, Files.readString(printed));
    }

    /** Null where a signal was faster: then nothing begins any more in a folder that is about to go. */
    private synchronized @Nullable Process start(List<String> line, ProcessBuilder.Redirect output) throws IOException {
        if (left) {
            return null;
        }
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(path.toFile())
                .redirectInput(NOTHING.toFile()) // what is typed is not for it
                .redirectOutput(output);
        if (output.type() == ProcessBuilder.Redirect.Type.INHERIT) {
            builder.redirectError(output);
        } else {
            builder.redirectErrorStream(true);
        }
        builder.environment().clear();
        builder.environment().putAll(env);
        Process process = builder.start();
        running = process;
        return process;
    }

    /** Whether the program is about to end, by a signal. */
    public boolean left() {
        return left;
    }

    /** It stays when this is closed. */
    public synchronized void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (EndSignal.came()) {
            return; // then it is left by whoever tells of that
        }
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // It is at work, and this was called meanwhile.
        }
    }

    /** Of a signal that comes while it is made. */
    private static void ended(List<TrialFolder> one, Consumer<Path> signalled) {
        synchronized (one) {
            one.stream().filter(TrialFolder::leave).forEach(folder -> signalled.accept(folder.path));
        }
    }

    /** @return whether it had not been left before */
    private synchronized boolean leave() {
        if (left) {
            return false;
        }
        left = true;
        end(running);
        stopServer();
        try {
            if (!kept) {
                FolderRemoval.removeFromWriters(path);
            }
        } catch (IOException e) {
            throw Problem.failed(path + " cannot be removed: " + e.getMessage(), "rm -r " + path);
        }
        return true;
    }

    /** Where that fails, its folder goes all the same, and it ends when it cannot write. */
    private void stopServer() {
        try {
            if (Files.isDirectory(home().redis())) {
                new LocalRedis(home(), env()).stop();
            }
        } catch (Problem e) {
            // What is said of the folder tells more.
        }
    }

    /** A run gives back what its agents have, and they end with it. */
    private static void end(@Nullable Process process) {
        if (process != null && process.isAlive()) {
            process.destroy();
            outlast(process);
        }
    }

    private static void outlast(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
