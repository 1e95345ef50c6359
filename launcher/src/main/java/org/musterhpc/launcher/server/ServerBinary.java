package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;

/**
 * A server program.
 *
 * @param source in words, where it came from
 */
public record ServerBinary(Path program, Version version, String source) {
    /** {@code embedded}, or a program to be used instead of what is on the PATH. */
    public static final String CHOICE = "MUSTER_REDIS_SERVER";

    static final Version OLDEST = new Version(6, 2);
    private static final List<String> NAMES = List.of("valkey-server", "redis-server");
    private static final Pattern SAYS = Pattern.compile("\\bv=(\\d+)\\.(\\d+)");

    /** Major and minor number. */
    public record Version(int major, int minor) {
        boolean atLeast(Version other) {
            return major != other.major ? major > other.major : minor >= other.minor;
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /**
     * The one that the environment names; else a recent enough one on the PATH; else our own.
     *
     * @param unpacked gives our own, unpacking it first if need be
     */
    static ServerBinary choose(Map<String, String> env, Supplier<Path> unpacked) {
        String choice = env.getOrDefault(CHOICE, "");
        if (choice.equals("embedded")) {
            return embedded(unpacked.get());
        }
        if (!choice.isBlank()) {
            return named(Path.of(choice).toAbsolutePath());
        }
        for (String folder : env.getOrDefault("PATH", "").split(":", -1)) {
            for (String name : NAMES) {
                Path program = Path.of(folder, name);
                Optional<Version> version = folder.startsWith("/") ? version(program) : Optional.empty();
                if (version.isPresent() && version.get().atLeast(OLDEST)) {
                    return new ServerBinary(program, version.get(), "on the PATH");
                }
            }
        }
        return embedded(unpacked.get());
    }

    private static ServerBinary named(Path program) {
        Version version = version(program)
                .orElseThrow(() -> Problem.usage(
                        CHOICE + ": " + program + " is not a Redis or Valkey server that can be run",
                        "name a redis-server or valkey-server, or write 'embedded', or unset it"));
        if (!version.atLeast(OLDEST)) {
            throw Problem.usage(
                    CHOICE + ": " + program + " is version " + version + ", and " + OLDEST + " is needed",
                    "name a newer one, or write 'embedded', or unset it");
        }
        return new ServerBinary(program, version, "named by " + CHOICE);
    }

    private static ServerBinary embedded(Path program) {
        Version version = version(program)
                .orElseThrow(() -> Problem.unreachable(
                        "the unpacked server " + program + " cannot be run (is its file system mounted noexec?)",
                        "set MUSTER_HOME to another file system, or install redis-server or valkey-server"));
        return new ServerBinary(program, version, "brought along by Muster");
    }

    /** What the program says of itself; empty where it is no such program or does not run. */
    static Optional<Version> version(Path program) {
        if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            return Optional.empty();
        }
        try {
            Process asked = Secrets.kept(new ProcessBuilder(program.toString(), "--version"))
                    .redirectErrorStream(true)
                    .start();
            asked.getOutputStream().close();
            if (!asked.waitFor(10, TimeUnit.SECONDS)) {
                asked.destroyForcibly();
                return Optional.empty();
            }
            return read(new String(asked.getInputStream().readNBytes(4096), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // cannot be executed here: another kind of machine, or mounted noexec
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static Optional<Version> read(String says) {
        Matcher found = SAYS.matcher(says);
        return found.find()
                ? Optional.of(new Version(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
                : Optional.empty();
    }
}
