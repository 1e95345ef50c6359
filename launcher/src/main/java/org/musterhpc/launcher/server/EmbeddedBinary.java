package org.musterhpc.launcher.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.Sha256;

/** The static server program that comes with Muster, for machines that have none. */
final class EmbeddedBinary {
    static final String VERSION = "7.0.15";

    /** SHA-256 by platform: what is unpacked, and what is found unpacked, is run only if it is exactly this. */
    private static final Map<String, String> DIGESTS = Map.of(
            "linux-amd64", "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e",
            "linux-arm64", "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50",
            "linux-386", "19106984e15b7e7ce22c9a3296fe6a5f85c43a72894144f98b1fb572b823a936",
            "darwin-amd64", "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3",
            "darwin-arm64", "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129");

    private EmbeddedBinary() {}

    /** The part of the file's name that names system and processor; empty where there is no binary for them. */
    static Optional<String> platform(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : os.toLowerCase(Locale.ROOT);
        String processor = switch (arch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "i386", "i686", "x86" -> "386";
            default -> arch;
        };
        return Optional.of(system + "-" + processor).filter(DIGESTS::containsKey);
    }

    /**
     * Unpacks the program where it is not there yet, or is not what it should be.
     *
     * @param folder exists, and is ours alone
     */
    static Path unpack(Path folder) {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        String platform = platform(system, processor)
                .orElseThrow(() -> Problem.unreachable(
                        "Muster brings no Redis for " + system + " on " + processor,
                        "install valkey-server or redis-server, or name a server with --redis"));
        String name = "redis-server-" + VERSION + "-" + platform;
        String digest = DIGESTS.getOrDefault(platform, "");
        Path program = folder.resolve(name);
        try {
            if (!Files.isExecutable(program) || !digest.equals(digest(program))) {
                copy(name, program, digest);
            }
            return program;
        } catch (IOException e) {
            throw Problem.unreachable(
                    "the Redis server program cannot be unpacked to " + program + ": " + e.getMessage(),
                    "make room or set MUSTER_HOME to another folder; MUSTER_REDIS_SERVER names another server program");
        }
    }

    private static void copy(String resource, Path program, String digest) throws IOException {
        Path fresh = PrivateFiles.fresh(program);
        try (InputStream in = EmbeddedBinary.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IOException("it is not on the class path (org.signal:embedded-redis)");
            }
            try (OutputStream out = Files.newOutputStream(fresh)) {
                in.transferTo(out);
            }
            if (!digest.equals(digest(fresh))) {
                throw new IOException("its content is not what it should be");
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
            Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.hex(in);
        }
    }
}
