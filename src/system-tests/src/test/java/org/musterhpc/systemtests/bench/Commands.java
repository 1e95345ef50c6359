package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.musterhpc.systemtests.bench.Contest.Absent;
import org.musterhpc.systemtests.cluster.Ran;
import org.musterhpc.testkit.InstalledPrograms;

/** Runs whole commands of peers, and says how long they took. */
final class Commands {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Path folder;

    /** @param folder where they run */
    Commands(Path folder) {
        this.folder = folder;
    }

    /** Seconds that a line of sh took; absent where the program is not on the PATH. */
    double seconds(String program, String line) throws Absent, IOException {
        if (InstalledPrograms.find(program).isEmpty()) {
            throw new Absent("no " + program + " on the PATH");
        }
        long from = System.nanoTime();
        said(Map.of(), List.of("sh", "-c", line));
        return (System.nanoTime() - from) / 1e9;
    }

    /** What a command printed; one that fails, or takes minutes, is told. */
    String said(Map<String, String> env, List<String> words) throws IOException {
        Ran ran = Ran.run(folder, env, LIMIT, words);
        if (ran.exit() == Ran.CUT_OFF) {
            throw new IOException(words.get(0) + " took more than " + LIMIT.toMinutes() + " minutes");
        }
        if (ran.exit() != 0) {
            String last = ran.err().strip();
            throw new IOException(
                    words.get(0) + " ended with " + ran.exit() + ": " + last.substring(last.lastIndexOf('\n') + 1));
        }
        return ran.out();
    }
}
