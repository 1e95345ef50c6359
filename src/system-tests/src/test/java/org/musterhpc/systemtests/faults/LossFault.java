package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Redis loses what it has acknowledged. */
enum LossFault implements Fault {
    TAIL_CUT(
            "Redis' append-only file loses its tail",
            Promise.of("what the lost part knew to be claimed or done", "when Redis answers again, or a lease later")
                    .but("tasks whose *submission* was in the lost part: say the submission again")) {
        @Override
        public boolean strike(Arena arena) throws IOException {
            arena.redis().kill9();
            Path last = lastFile(arena.redis().folder().resolve("appendonlydir"));
            long cut = Math.min(Files.size(last) / 2, arena.random(1, 4_000));
            try (FileChannel file = FileChannel.open(last, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - cut);
            }
            arena.redis().restart();
            return true;
        }
    },

    WIPED("Redis lost, disk and all; muster restore", restored()) {
        @Override
        public boolean strike(Arena arena) throws Exception {
            wipe(arena);
            restore(arena);
            return true;
        }
    },

    RESTORE_KILLED("Redis lost; kill -9 of muster restore, and again", restored()) {
        @Override
        public boolean strike(Arena arena) throws Exception {
            wipe(arena);
            arena.launcher().network().delay(arena.random(5, 30));
            Process restore = arena.launcher().start(words(arena));
            while (restore.isAlive() && arena.peek().pushed() == 0) {
                Thread.onSpinWait();
            }
            boolean killed = restore.isAlive();
            restore.destroyForcibly().onExit().join();
            arena.launcher().network().delay(0);
            restore(arena);
            return killed;
        }
    };

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // strings alone
    private final Promise promise;

    LossFault(String title, Promise promise) {
        this.title = title;
        this.promise = promise;
    }

    private static Promise restored() {
        return new Promise(
                "no task is lost; what a journal knows as done is not run again",
                "what was in flight, what had failed or was cancelled",
                "when muster restore was said",
                "failures and cancellations come back; tasks of foreign producers do not");
    }

    static Path lastFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparingInt(LossFault::number))
                    .orElseThrow();
        }
    }

    /** {@code appendonly.aof.3.incr.aof} */
    private static int number(Path file) {
        String[] parts = file.getFileName().toString().split("\\.", -1);
        return Integer.parseInt(parts[2]);
    }

    private static void wipe(Arena arena) throws IOException {
        arena.redis().kill9();
        try (Stream<Path> files = Files.walk(arena.redis().folder().resolve("appendonlydir"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        arena.redis().restart();
    }

    private static String[] words(Arena arena) {
        List<String> words = arena.launcher().restore(arena.hosts());
        return words.toArray(String[]::new);
    }

    private static void restore(Arena arena) {
        Ended ended = arena.muster(words(arena));
        if (ended.exit() != 0 && !whole(arena)) {
            throw new AssertionError("restore ended with " + ended.exit() + ": " + ended.err());
        }
    }

    /** The restore that was killed may have been through already. */
    private static boolean whole(Arena arena) {
        return arena.peek()
                .look()
                .filter(look ->
                        look.sealed() && look.pushed() == arena.plan().ends().size())
                .isPresent();
    }

    @Override
    public boolean forgets() {
        return true;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Promise promise() {
        return promise;
    }
}
