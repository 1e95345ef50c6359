package org.musterhpc.agent.handler;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.start.Starter;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;

/**
 * Two pipes to a process that is not started yet. They have names, so that whatever starts it opens them as it opens any
 * file; the names go as soon as it has.
 *
 * <p>To open one end of a pipe waits for the other, but not where somebody has it open for both: we do, until the process
 * has its ends. Thereafter each side learns that the other has gone.
 */
final class NamedPipes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path NOTHING = Path.of("/dev/null");

    private final Path in;
    private final Path out;
    private final RandomAccessFile bothOfIn;
    private final RandomAccessFile bothOfOut;

    private NamedPipes(Path in, Path out) throws IOException {
        this.in = in;
        this.out = out;
        this.bothOfIn = new RandomAccessFile(in.toFile(), "rw");
        this.bothOfOut = new RandomAccessFile(out.toFile(), "rw");
    }

    static NamedPipes make(Starter starter, Path folder, int slot) throws IOException {
        Path in = folder.resolve("handler-in-" + slot);
        Path out = folder.resolve("handler-out-" + slot);
        Files.deleteIfExists(in);
        Files.deleteIfExists(out);
        make(starter, folder, List.of("mkfifo", "-m", "600", in.toString(), out.toString()));
        return new NamedPipes(in, out);
    }

    private static void make(Starter starter, Path folder, List<String> argv) throws IOException {
        String what = "no pipe to a handler can be made in " + folder + ": ";
        try {
            Running running =
                    starter.start(new RunSpec(argv, Map.of(), folder, NOTHING, null), Launch.Streams.to(NOTHING));
            Exit exit = running.exit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!Integer.valueOf(0).equals(exit.status())) {
                throw new IOException(what + "mkfifo ended with status " + exit.status());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(what + "interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(what + e, e);
        } catch (Runner.Refused e) {
            throw new IOException(what + e.getMessage(), e); // that is this node's fault, and no command's
        }
    }

    Launch.Streams streams(Path err) {
        return new Launch.Streams(in, out, err);
    }

    /** What the process will read. */
    FileOutputStream toProcess() throws IOException {
        return new FileOutputStream(in.toFile());
    }

    /** What the process will say. */
    InputStream fromProcess() throws IOException {
        return new FileInputStream(out.toFile());
    }

    /** The process has its ends, or will not be started. */
    @Override
    public void close() throws IOException {
        try (bothOfIn;
                bothOfOut) {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
        }
    }
}
