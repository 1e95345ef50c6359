package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.systemtests.bench.Contest.Absent;

/** HyperQueue, with a server and a worker of our own that are up before anything is measured. */
final class HyperQueue implements AutoCloseable {
    private static final int TRIES = 50;

    private final @Nullable Path program;
    private final Path folder;
    private final Commands commands;
    private final List<Process> started = new ArrayList<>();

    HyperQueue(@Nullable Path program, Path folder, Commands commands) {
        this.program = program;
        this.folder = folder;
        this.commands = commands;
    }

    /** Seconds that a job of so many tasks takes, from the command to its end. */
    double seconds(int tasks, List<String> command) throws Absent, IOException, InterruptedException {
        if (program == null) {
            throw new Absent("no path to it was given; HQ=/path/to/hq bin/bench");
        }
        if (started.isEmpty()) {
            begin("server", "start");
            for (int tries = 1; !answers(); tries++) {
                if (tries == TRIES) {
                    throw new IOException("the server of HyperQueue does not answer");
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
            begin("worker", "start");
        }
        List<String> words = new ArrayList<>(List.of(program.toString(), "submit", "--wait", "--array", "1-" + tasks));
        words.addAll(List.of("--stdout", "none", "--stderr", "none", "--"));
        words.addAll(command);
        long from = System.nanoTime();
        commands.said(environment(), words);
        return (System.nanoTime() - from) / 1e9;
    }

    private boolean answers() throws InterruptedException {
        try {
            commands.said(environment(), List.of(String.valueOf(program), "server", "info"));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Map<String, String> environment() {
        return Map.of("HQ_SERVER_DIR", folder.resolve("hq").toString());
    }

    private void begin(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(String.valueOf(program)));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "hq", ".out").toFile());
        builder.environment().putAll(environment());
        started.add(builder.start());
    }

    @Override
    public void close() {
        started.forEach(Process::destroy);
    }
}
