package org.musterhpc.launcher.cli.command.tutorial;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.FolderRemoval;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ShippedFile;

/**
 * Where the tutorial's commands run: a folder with the files of its campaign, and in it a {@code MUSTER_HOME} and settings of
 * its own, so that no server and no campaign of the user has to do with it. However the program ends, the server is stopped,
 * and the folder is gone unless it was to be kept.
 */
final class TutorialFolder implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    /** Of the user's surroundings; they are about another server. */
    private static final List<String> NOT_OURS = List.of("MUSTER_REDIS_PASSWORD", "MUSTER_PAGER");

    private final Path path;
    private final Map<String, String> env = new HashMap<>();
    private final Thread atExit = new Thread(this::leave, "muster-tutorial");
    private volatile boolean left;
    private volatile @Nullable Process running;
    private boolean kept;

    private TutorialFolder(Path path) {
        this.path = path;
    }

    /**
     * @param programs the folder of {@code muster}
     * @param env of this program
     * @param colour whether commands may use colours
     */
    static TutorialFolder make(Path programs, Map<String, String> env, boolean colour) {
        Path parent = Path.of(env.getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir")));
        TutorialFolder folder;
        try {
            folder = new TutorialFolder(Files.createTempDirectory(parent, "muster-tutorial-"));
        } catch (IOException e) {
            throw Problem.failed("no folder can be made in " + parent, "name another: TMPDIR=DIR muster tutorial");
        }
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        folder.surround(programs, env, colour);
        folder.fill();
        return folder;
    }

    private void surround(Path programs, Map<String, String> outer, boolean colour) {
        env.putAll(outer);
        NOT_OURS.forEach(env::remove);
        env.put("MUSTER_HOME", path.resolve("home").toString());
        env.put("MUSTER_CONFIG", path.resolve("muster.yml").toString());
        env.put("MUSTER_BUILT", "1"); // nothing is built meanwhile
        env.put("PATH", programs + File.pathSeparator + outer.getOrDefault("PATH", "/usr/bin:/bin"));
        if (!colour) {
            env.put("NO_COLOR", "1");
        }
    }

    private void fill() {
        try {
            Files.writeString(path.resolve("muster.yml"), "# as it is without one\n");
            for (String name : List.of("divide.yml", "numbers.csv", "divide.sh")) {
                Files.writeString(path.resolve(name), ShippedFile.text(TutorialFolder.class, name));
            }
            Path program = path.resolve("divide.sh");
            if (!program.toFile().setExecutable(true)) {
                throw new IOException(program + " cannot be made executable");
            }
        } catch (IOException e) {
            close();
            throw Problem.failed(
                    path + " cannot be written to: " + e.getMessage(),
                    "name another place: TMPDIR=DIR muster tutorial");
        }
    }

    Path path() {
        return path;
    }

    /** Runs a line of a shell here, which prints where this program does, and returns its exit status. */
    int run(String line) {
        return left ? Problem.FAILED : ended(line, ProcessBuilder.Redirect.INHERIT);
    }

    private int ended(String line, ProcessBuilder.Redirect output) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + line)
                .directory(path.toFile())
                .redirectInput(new File("/dev/null")) // what is typed is for the tutorial
                .redirectOutput(output)
                .redirectError(output);
        builder.environment().clear();
        builder.environment().putAll(env);
        try {
            Process process = builder.start();
            running = process;
            return process.waitFor();
        } catch (IOException e) {
            throw Problem.failed("'" + line + "' cannot be run: " + e.getMessage(), "muster doctor looks into it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Problem.FAILED;
        }
    }

    /** Whether the program is about to end, by a signal. */
    boolean left() {
        return left;
    }

    /** It stays when this is closed. */
    synchronized void keep() {
        kept = true;
    }

    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // It is at work, and this was called meanwhile.
        }
    }

    private synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        end(running);
        try {
            if (Files.isDirectory(path.resolve("home"))) {
                ended("muster redis stop", ProcessBuilder.Redirect.DISCARD);
            }
            if (!kept) {
                FolderRemoval.remove(path, null);
            }
        } catch (IOException e) {
            throw Problem.failed(path + " cannot be removed: " + e.getMessage(), "rm -r " + path);
        }
    }

    /** A run gives back what its agents have, and they end with it. */
    private static void end(@Nullable Process process) {
        if (process == null || !process.isAlive()) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
