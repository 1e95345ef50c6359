package org.musterhpc.launcher.expand;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.EndSignal;
import org.musterhpc.launcher.home.ScratchPath;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.launcher.text.LastLine;

/** Runs a program that is given lines and answers with lines, both as streams, for a time that is bounded. */
final class CheckProgram {
    /** A line that is longer is cut there, and what is behind it is not kept. */
    static final int LONGEST_LINE = 1 << 20;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ProcessBuilder program;
    private final Duration timeout;

    /** @param program is started without secrets, whatever is in its environment */
    CheckProgram(ProcessBuilder program, Duration timeout) {
        this.program = Secrets.kept(program);
        this.timeout = timeout;
    }

    /** Writes all that the program is to be given. */
    interface Input {
        /** @throws BrokenPipe where it wants no more */
        void write(OutputStream in) throws IOException;
    }

    /** Gets what the program prints. */
    interface Lines {
        void line(long number, String text);
    }

    /** How it ended: a status, or none where its time was over. */
    record Ended(boolean inTime, int status, String lastWords) {}

    /** The program reads no more: that is its own affair. */
    static final class BrokenPipe extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenPipe(IOException cause) {
            super(cause);
        }
    }

    /**
     * @throws IOException where it cannot be started, or what it is to be given cannot be read
     */
    Ended run(Input input, Lines lines) throws IOException, InterruptedException {
        try (ScratchPath scratch = ScratchPath.folder("muster-verify-")) {
            return run(input, lines, scratch.path().resolve("errors"));
        }
    }

    private Ended run(Input input, Lines lines, Path errors) throws IOException, InterruptedException {
        Process process = program.redirectError(errors.toFile()).start();
        try {
            long end = System.nanoTime() + timeout.toNanos();
            CompletableFuture<Void> written = started("muster-verify-in", () -> feed(process, input));
            CompletableFuture<Void> read = started("muster-verify-out", () -> lines(process.getInputStream(), lines));
            boolean inTime = process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                    && over(read, end - System.nanoTime());
            if (!inTime) {
                stop(process);
                over(read, GRACE.toNanos());
            }
            if (inTime) {
                EndSignal.ends(process.exitValue());
            }
            boolean fed = over(written, inTime ? end - System.nanoTime() : GRACE.toNanos());
            return new Ended(inTime && fed, inTime ? process.exitValue() : -1, LastLine.of(errors));
        } finally {
            stop(process);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> started(String name, Work work) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        end.complete(null);
                    } catch (IOException | RuntimeException | Error e) {
                        end.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private static boolean over(CompletableFuture<Void> work, long nanos) throws IOException, InterruptedException {
        try {
            work.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void feed(Process process, Input input) throws IOException {
        try (OutputStream in = new BufferedOutputStream(new Pipe(process.getOutputStream()), 1 << 16)) {
            input.write(in);
        } catch (BrokenPipe e) {
            // It has said what it had to say without reading on; its status tells whether that was well.
        }
    }

    /** Tells failures of the pipe from those of what is written into it. */
    private static final class Pipe extends OutputStream {
        private final OutputStream to;

        Pipe(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                to.write(bytes, from, length);
            } catch (IOException e) {
                throw new BrokenPipe(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                to.flush();
            } catch (IOException e) {
                throw new BrokenPipe(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                to.close();
            } catch (IOException e) {
                throw new BrokenPipe(e);
            }
        }
    }

    private static void lines(InputStream out, Lines lines) throws IOException {
        try (InputStream in = new BufferedInputStream(out, 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 1;
            int next = in.read();
            while (next >= 0) {
                if (next == '\n') {
                    lines.line(number++, line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else if (line.size() < LONGEST_LINE) {
                    line.write(next);
                }
                next = in.read();
            }
            if (line.size() > 0) {
                lines.line(number, line.toString(StandardCharsets.UTF_8));
            }
        }
    }

    /** The pipes are left to their threads: to close one on which another thread waits would be to wait with it. */
    private static void stop(Process process) {
        try (Stream<ProcessHandle> all = process.descendants()) {
            all.forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }

    /** A shell line as a program, in a folder. */
    static ProcessBuilder shell(String line, Path folder) {
        return new ProcessBuilder("sh", "-c", line).directory(new File(folder.toString()));
    }
}
