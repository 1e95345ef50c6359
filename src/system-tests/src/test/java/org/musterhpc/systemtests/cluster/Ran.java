package org.musterhpc.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** How a command ended: {@link #CUT_OFF} where its time was over. */
public record Ran(int exit, String out, String err) {
    public static final int CUT_OFF = -1;
    private static final long LOOK_MS = 50;

    /** In {@code folder}, with variables beside those of this process, for at most so long. */
    public static Ran run(Path folder, Map<String, String> env, Duration limit, List<String> argv) {
        long end = System.nanoTime() + limit.toNanos();
        return run(folder, env, () -> System.nanoTime() > end, argv);
    }

    /** The same, until that is so. */
    static Ran run(Path folder, Map<String, String> env, BooleanSupplier cutOff, List<String> argv) {
        try {
            // Into files: what a command leaves running behind it may hold a pipe open.
            Path out = Files.createTempFile("ran", ".out");
            Path err = Files.createTempFile("ran", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(argv)
                        .directory(folder.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().putAll(env);
                Process process = builder.start();
                boolean ended = process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
                while (!ended && !cutOff.getAsBoolean()) {
                    ended = process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
                }
                if (!ended) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
                return new Ran(ended ? process.exitValue() : CUT_OFF, Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its standard output; an AssertionError where it failed. */
    public String ok() {
        if (exit != 0) {
            throw new AssertionError("exit " + exit + "\n" + out + err);
        }
        return out;
    }
}
