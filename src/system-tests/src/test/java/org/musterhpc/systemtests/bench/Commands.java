package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.musterhpc.systemtests.bench.Contest.Absent;

/** Runs whole commands of peers, and says how long they took. */
final class Commands {
    private static final long LIMIT_MINUTES = 10;

    private final Path folder;

    /** @param folder where they run, and leave what they say */
    Commands(Path folder) {
        this.folder = folder;
    }

    /** Seconds that a line of sh took; absent where the program is not on the PATH. */
    double seconds(String program, String line) throws Absent, IOException, InterruptedException {
        if (!isThere(program)) {
            throw new Absent("no " + program + " on the PATH");
        }
        long from = System.nanoTime();
        said(Map.of(), List.of("sh", "-c", line));
        return (System.nanoTime() - from) / 1e9;
    }

    /** What a command printed; one that fails, or takes minutes, is told. */
    String said(Map<String, String> env, List<String> words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "command", ".out");
        Path err = Files.createTempFile(folder, "command", ".err");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(env);
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(words.get(0) + " took more than " + LIMIT_MINUTES + " minutes");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            String last = Files.readString(err).strip();
            throw new IOException(words.get(0) + " ended with " + process.exitValue() + ": "
                    + last.substring(last.lastIndexOf('\n') + 1));
        }
        return Files.readString(out);
    }

    static boolean isThere(String program) {
        for (String entry :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            if (Files.isExecutable(Path.of(entry, program))) {
                return true;
            }
        }
        return false;
    }
}
