package org.musterhpc.agent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.musterhpc.agent.process.tree.ProcEntry;
import org.musterhpc.testkit.Ceiling;

/** Launches for tests, and a look at who is alive: processes are told by a number of seconds that they sleep. */
final class Rig {
    private static final AtomicInteger TOKENS = new AtomicInteger();
    private static final AtomicInteger SECONDS =
            new AtomicInteger(100_000 + (int) (ProcessHandle.current().pid() % 9000) * 100);

    private final Path folder;

    Rig(Path folder) {
        this.folder = folder;
    }

    Path output() {
        return folder.resolve("output");
    }

    Path folder() {
        return folder;
    }

    Launch launch(String... argv) {
        return launch(Map.of("PATH", System.getenv("PATH")), argv);
    }

    Launch launch(Map<String, String> env, String... argv) {
        return new Launch(List.of(argv), env, folder, output(), "t" + TOKENS.incrementAndGet());
    }

    Launch bash(String script) {
        return launch("bash", "-c", script);
    }

    static Exit end(Running running) {
        return running.exit()
                .orTimeout(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** A number of seconds that no other process on this machine sleeps. */
    static String seconds() {
        return String.valueOf(SECONDS.incrementAndGet());
    }

    /** Living processes that have this word among their arguments. */
    static List<Integer> having(String word) {
        List<Integer> pids = new ArrayList<>();
        for (ProcEntry entry : ProcEntry.all()) {
            if (("\0" + arguments(entry.pid())).contains("\0" + word + "\0")) {
                pids.add(entry.pid());
            }
        }
        return pids;
    }

    String text() {
        return text(output());
    }

    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String arguments(int pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
