package org.musterhpc.testkit;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis of a test's own, on a loopback port and in a folder of its own, that can be killed, stopped for a while and
 * brought back on the same data. Ends only the process that it started, at the latest with the JVM.
 */
public final class RedisServer implements AutoCloseable {

    private final Path program;
    private final Path folder;
    private final int port;
    private final List<String> settings;
    private final List<String> options;
    private @Nullable Process process;

    private RedisServer(Path program, Path folder, int port, List<String> settings, List<String> options) {
        this.program = program;
        this.folder = folder;
        this.port = port;
        this.settings = settings;
        this.options = options;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-redis-" + port));
    }

    /**
     * Starts a server of the version that this run is for (see {@link RedisVersion#chosen}), and waits until it answers.
     *
     * @param settings lines of its configuration beyond port, folder and loopback, such as {@code appendonly yes}
     */
    public static RedisServer start(String... settings) {
        return RedisVersion.chosen().start(settings);
    }

    /** One that the machine has: what Sentinels, clusters and TLS need is not in every version. */
    static RedisServer start(List<String> settings, List<String> options) {
        return start(RedisVersion.INSTALLED.program(), settings, options);
    }

    static RedisServer start(Path program, List<String> settings, List<String> options) {
        while (true) {
            try {
                RedisServer server = new RedisServer(
                        program, Files.createTempDirectory("muster-redis"), Ports.free(), settings, options);
                try {
                    server.restart();
                    return server;
                } catch (IllegalStateException e) {
                    if (!server.log()
                            .contains("Could not create server TCP listening socket 127.0.0.1:" + server.port)) {
                        throw e;
                    }
                    server.close(); // somebody was quicker to take the port: another one, then
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Takes half a transaction off the end of one of its files, as a careful site does before it starts a server again that
     * did not end in order: else the server would keep that half, and apply it at the start after this one.
     */
    public void mend(Path appendOnlyFile) {
        try {
            Path tool = Files.createTempDirectory("muster-check").resolve("redis-check-aof");
            Files.createSymbolicLink(tool, program);
            // From a file: where nothing is to be taken off it has ended before a pipe is filled.
            Path yes = Files.writeString(tool.resolveSibling("yes"), "y\n");
            Process check = new ProcessBuilder(tool.toString(), "--fix", appendOnlyFile.toString())
                    .redirectInput(yes.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
            if (check.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("the file cannot be mended; the log:\n" + log());
            }
            LiveTree.remove(tool.resolveSibling(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it (again) on the data that it has, and waits until it answers. */
    public synchronized void restart() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("the server is running");
        }
        try {
            List<String> lines = new ArrayList<>(
                    List.of("port " + port, "bind 127.0.0.1", "dir " + folder, "save \"\"", "daemonize no"));
            lines.addAll(settings);
            Path config = folder.resolve("redis.conf");
            Files.write(config, lines);
            List<String> command = new ArrayList<>(List.of(program.toString(), config.toString()));
            command.addAll(options);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer(process);
    }

    private void awaitAnswer(Process started) {
        long end = System.nanoTime() + Ceiling.TIME.toNanos();
        // Asked first: what answers where the server has ended is another one.
        for (boolean alive = started.isAlive(); !alive || !answers(); alive = started.isAlive()) {
            if (!alive || System.nanoTime() > end) {
                throw new IllegalStateException("the server does not answer; its log:\n" + log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Any answer will do (a password may be asked for), except that it is still loading. */
    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return line != null && !line.startsWith("-LOADING");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What it answers to commands of one line each, in words: the last of them as it came, without the type's sign.
     */
    public String ask(String... commands) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Math.toIntExact(Ceiling.TIME.toMillis()));
            InputStream in = socket.getInputStream();
            String answer = "";
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
                answer = reply(in);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reply(InputStream in) throws IOException {
        String line = line(in);
        int length = line.startsWith("$") ? Integer.parseInt(line.substring(1)) : 0;
        if (line.startsWith("$")) {
            return length < 0 ? "" : new String(in.readNBytes(length + 2), StandardCharsets.UTF_8).stripTrailing();
        }
        if (line.startsWith("*")) {
            List<String> items = new ArrayList<>();
            for (int i = Integer.parseInt(line.substring(1)); i > 0; i--) {
                items.add(reply(in));
            }
            return String.join("\n", items);
        }
        return line.startsWith("-") ? line : line.substring(1);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after '" + line + "'");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    public String log() {
        try {
            Path log = folder.resolve("log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}; what was not on disk is lost. Nothing where it does not run. */
    public synchronized void kill9() {
        // Of one that has ended Java would look for its number, and wait for whoever has that by now.
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** SIGSTOP: connections stay, nobody answers. */
    public void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    private synchronized void signal(String name) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the server does not run");
        }
        try {
            int status = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill " + name + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and removes its folder; once more is fine. A child that it has forked may be writing there for a moment. */
    @Override
    public synchronized void close() {
        kill9();
        LiveTree.remove(folder);
    }
}
