package org.musterhpc.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The servers that Muster is tested on. They word their refusals differently, so that what is refused is tried on each:
 * {@code @EnumSource(RedisVersion.class)}.
 */
public enum RedisVersion {
    /** Redis 6.2, out of a jar: the oldest that Muster runs on; without functions and {@code LMPOP}. */
    REDIS_6_2,
    /** What the machine has: {@code redis-server} on the {@code PATH}, or else {@code valkey-server}. */
    INSTALLED,
    /** Valkey: of the environment, on the {@code PATH}, or as {@code src/testkit/fetch-valkey} fetched it. */
    VALKEY;

    /** A property of the test run: 6.2, installed or valkey. */
    static final String CHOICE = "redis.version";

    private static final String VALKEY_PROGRAM = "MUSTER_TEST_VALKEY";
    private static @Nullable Path unpacked;

    /** The one that tests run on that do not name one: {@code -Dredis.version=6.2}, else what is installed. */
    public static RedisVersion chosen() {
        String choice = System.getProperty(CHOICE, "installed");
        return switch (choice) {
            case "6.2" -> REDIS_6_2;
            case "installed" -> INSTALLED;
            case "valkey" -> VALKEY;
            default -> throw new IllegalArgumentException("-D" + CHOICE + "=" + choice + ": 6.2, installed or valkey");
        };
    }

    /** Starts a server of its own, as {@link RedisServer#start} does; skips the test where there is none. */
    public RedisServer start(String... settings) {
        return RedisServer.start(program(), List.of(settings), List.of());
    }

    /** The server's program; skips the test where there is none. */
    public Path program() {
        return switch (this) {
            case REDIS_6_2 -> redis62();
            case INSTALLED ->
                found(
                        InstalledPrograms.find("redis-server", "valkey-server"),
                        "neither redis-server nor valkey-server is on the PATH");
            case VALKEY -> found(valkey(), "no Valkey is here: run src/testkit/fetch-valkey");
        };
    }

    private static Path found(Optional<Path> program, String otherwise) {
        return program.orElseGet(() -> Assumptions.abort(otherwise));
    }

    private static Optional<Path> valkey() {
        String named = System.getenv(VALKEY_PROGRAM);
        if (named != null && !named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        String home = System.getProperty("user.home");
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", home + "/.cache");
        Path fetched = Path.of(cache, "muster-tests", "valkey-server");
        return InstalledPrograms.find("valkey-server")
                .or(() -> Optional.of(fetched).filter(Files::isExecutable));
    }

    /** Unpacks it once for the whole JVM. */
    private static synchronized Path redis62() {
        if (unpacked != null) {
            return unpacked;
        }
        String resource = switch (System.getProperty("os.arch")) {
            case "amd64" -> "redis-server-6.2.6-v5-linux-amd64";
            case "aarch64" -> "redis-server-6.2.7-linux-arm64";
            default -> "";
        };
        try (InputStream in = RedisVersion.class.getClassLoader().getResourceAsStream(resource)) {
            if (resource.isEmpty() || in == null) {
                return Assumptions.abort("no Redis 6.2 for " + System.getProperty("os.arch"));
            }
            Path program = Files.createTempFile("muster-redis-6.2-", "");
            program.toFile().deleteOnExit();
            Files.write(program, in.readAllBytes());
            program.toFile().setExecutable(true);
            Assumptions.assumeTrue(starts(program), "Redis 6.2 does not start here (it needs libssl.so.3)");
            unpacked = program;
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean starts(Path program) throws IOException {
        try {
            return new ProcessBuilder(program.toString(), "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
