package org.musterhpc.launcher.app.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.musterhpc.launcher.home.Machine;

/** The name of a process that watches: by it others tell whether it is still there. */
final class WatchProcess {
    private static final Path PROCESSES = Path.of("/proc/self/ns/pid");
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String world;
    private final String name;

    WatchProcess() {
        Machine here = Machine.here();
        this.world = here.name() + " " + here.boot() + " " + processes();
        this.name = world + " " + ProcessHandle.current().pid() + " " + NUMBERS.incrementAndGet();
    }

    String name() {
        return name;
    }

    /** Numbers of processes mean the same only among those that see each other. */
    private static String processes() {
        try {
            return Files.readSymbolicLink(PROCESSES).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return ""; // not Linux
        }
    }

    /** Whether another is surely gone: it was one of this machine since this started, and no process has its number. */
    boolean gone(String other) {
        if (!other.startsWith(world + " ") || world.contains("  ") || world.endsWith(" ")) {
            return false;
        }
        String[] words = other.substring(world.length() + 1).split(" ", -1);
        return words.length == 2
                && words[0].matches("\\d{1,10}")
                && ProcessHandle.of(Long.parseLong(words[0])).isEmpty();
    }
}
