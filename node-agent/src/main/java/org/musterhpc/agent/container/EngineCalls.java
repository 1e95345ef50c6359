package org.musterhpc.agent.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.StartFailed;

/** Asks engines, each time for so long at most: one that does not answer must not hold a slot for good. */
final class EngineCalls {
    private static final Path NOTHING = Path.of("/dev/null");
    private static final Path ROOT = Path.of("/");
    private static final int MOST = 1 << 20;
    private static final int LONGEST = 300;

    /** What docker says last, whatever is wrong. */
    private static final Pattern ADVICE = Pattern.compile("(See|Run) 'docker .*--help'.*");

    private final Spawner spawner;
    private final Map<String, String> environment;
    private final Path folder;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * @param environment the agent's own
     * @param folder for answers; for our eyes only
     */
    EngineCalls(Spawner spawner, Map<String, String> environment, Path folder) {
        this.spawner = spawner;
        this.environment = environment;
        this.folder = folder;
    }

    Map<String, String> environment() {
        return environment;
    }

    /**
     * What was answered.
     *
     * @param status of the client; -1 where it did not end, or not by itself
     * @param fault its last words, or why there are none; empty where all is well
     */
    record Answer(int status, String out, String fault) {
        boolean fine() {
            return status == 0;
        }
    }

    Answer ask(Duration most, List<String> argv) {
        long number = numbers.incrementAndGet();
        Path out = folder.resolve("engine-" + number + ".out");
        Path err = folder.resolve("engine-" + number + ".err");
        try {
            Running running = spawner.spawn(new Launch(
                    argv, environment, ROOT, new Launch.Streams(NOTHING, out, err), "engine-" + number, false));
            try {
                Exit exit = running.exit().get(most.toMillis(), TimeUnit.MILLISECONDS);
                int status = exit.status() == null ? -1 : exit.status();
                return new Answer(status, text(out), status == 0 ? "" : told(argv, exit, text(err)));
            } catch (TimeoutException e) {
                running.killTree(Duration.ZERO);
                return new Answer(-1, "", what(argv) + " did not end within " + most.toSeconds() + " s");
            } catch (InterruptedException e) {
                running.killTree(Duration.ZERO);
                Thread.currentThread().interrupt();
                return new Answer(-1, "", what(argv) + " was interrupted");
            }
        } catch (StartFailed | IOException | ExecutionException e) {
            return new Answer(-1, "", String.valueOf(e.getMessage()));
        } finally {
            remove(out);
            remove(err);
        }
    }

    private static String told(List<String> argv, Exit exit, String err) {
        String last = lastLine(err);
        return what(argv)
                + (exit.status() == null ? " ended by signal " + exit.signal() : " ended with status " + exit.status())
                + (last.isEmpty() ? "" : ": " + last);
    }

    private static String what(List<String> argv) {
        Path program = Path.of(argv.get(0)).getFileName();
        return program + " " + argv.get(1);
    }

    /** Of a program's complaints; what comes before is often its way there. */
    static String lastLine(String text) {
        String last = text.lines()
                .filter(line -> !line.isBlank() && !ADVICE.matcher(line).matches())
                .reduce("", (before, line) -> line.strip());
        return last.length() <= LONGEST ? last : last.substring(0, LONGEST) + "…";
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit(); // its folder goes with the agent
        }
    }
}
