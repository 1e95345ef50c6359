package org.musterhpc.systemtests.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.RedisServer;

/** Redis loses what it has acknowledged. */
enum LossFault implements Fault {
    TAIL_CUT(
            "Redis' append-only file loses its tail",
            Promise.of("what the lost part knew to be claimed or done", "when Redis answers again, or a lease later")
                    .but("tasks whose *submission* was in the lost part: say the submission again")) {
        @Override
        public boolean strike(Arena arena) throws IOException {
            arena.redis().kill9();
            Path last = lastFile(arena.redis().folder().resolve(DATA));
            long cut = Math.min(Files.size(last) / 2, arena.random(1, 4_000));
            try (FileChannel file = FileChannel.open(last, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - cut);
            }
            arena.redis().mend(last);
            arena.redis().restart();
            return true;
        }
    },

    FAILED_OVER(
            "failover to a replica that takes the primary's address",
            Promise.of(
                            "what the replica had not heard of when the primary died",
                            "when the replica serves, or a lease later")
                    .but("tasks whose *submission* the replica had not heard of, where nobody says it again")) {
        @Override
        public boolean strike(Arena arena) throws IOException {
            RedisServer primary = arena.redis();
            arena.peek().must(redis -> redis.configSet("repl-diskless-sync-delay", "0"));
            try (RedisServer replica =
                    RedisServer.start("appendonly yes", "appendfsync no", "replicaof 127.0.0.1 " + primary.port())) {
                await("the replica to follow").until(() -> follows(replica));
                Arena.pass(arena.random(0, 1_000));
                primary.kill9();
                replica.kill9();
                // The replica's data under the primary's address: as where an address moves, or a proxy points
                // elsewhere.
                remove(primary.folder().resolve(DATA));
                Files.move(replica.folder().resolve(DATA), primary.folder().resolve(DATA));
            }
            primary.restart();
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

    private static final String DATA = "appendonlydir";

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
        remove(arena.redis().folder().resolve(DATA));
        arena.redis().restart();
    }

    private static void remove(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** It has all that the primary had, and has begun an append-only file of its own with that. */
    private static boolean follows(RedisServer replica) {
        String persistence = replica.ask("INFO persistence");
        return replica.ask("INFO replication").contains("master_link_status:up")
                && persistence.contains("aof_rewrite_in_progress:0")
                && persistence.contains("aof_rewrite_scheduled:0")
                && persistence.contains("aof_base_size");
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
