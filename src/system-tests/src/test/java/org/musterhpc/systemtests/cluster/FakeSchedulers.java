package org.musterhpc.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.LiveTree;

/**
 * Slurm's and PBS' commands without either, by {@code cluster/fake}: elements are processes of this machine, no root is
 * needed, and every fault can be asked for. Each has its own folder, so tests may run side by side.
 */
public final class FakeSchedulers implements AutoCloseable {
    private static final Duration LIMIT = Ceiling.TIME;

    private final Path folder;
    private final Path scripts;
    private final CallLog log;

    public FakeSchedulers() {
        try {
            folder = Files.createTempDirectory("muster-fake").toRealPath();
            Files.createDirectories(
                    remote().resolve("logs"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scripts = Folders.cluster("fake");
        log = new CallLog(folder);
    }

    public Path folder() {
        return folder;
    }

    /** For {@code remote_dir:}. */
    public Path remote() {
        return folder.resolve("remote");
    }

    /** Variables with which a program finds these commands before real ones. */
    public Map<String, String> env() {
        return Map.of("MUSTER_FAKE_DIR", folder.toString(), "PATH", scripts + ":" + System.getenv("PATH"));
    }

    /** The {@code clusters:} of a {@code muster.yml}: {@code fake-slurm} and {@code fake-pbs}. */
    public String clusters() {
        return """
                clusters:
                  fake-slurm: {type: slurm, partition: debug, remote_dir: %s}
                  fake-pbs: {type: pbs, queue: workq, remote_dir: %s}
                """.formatted(remote(), remote());
    }

    /** Lines of {@code NAME=VALUE}, from now on: their names are at the top of {@code fake/engine.sh}. */
    public void settings(String... lines) {
        try {
            Path written = folder.resolve("settings.new");
            Files.write(written, List.of(lines));
            Files.move(written, folder.resolve("settings"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls of the commands, and faults of the next ones. */
    public CallLog log() {
        return log;
    }

    public Ran run(List<String> argv) {
        return run(LIMIT, argv);
    }

    public Ran run(Duration limit, List<String> argv) {
        return Ran.run(remote(), env(), limit, onPath(argv));
    }

    /** Until it hangs, by a fault. */
    Ran runUntilItHangs(List<String> argv) {
        return Ran.run(remote(), env(), () -> !log.hung().isEmpty(), onPath(argv));
    }

    /** ProcessBuilder looks for the program on the PATH of this JVM, not on that which it gives. */
    private static List<String> onPath(List<String> argv) {
        List<String> words = new ArrayList<>(List.of("/usr/bin/env"));
        words.addAll(argv);
        return words;
    }

    /** Ends all elements at once. */
    @Override
    public void close() {
        Ran.run(
                        Path.of("/"),
                        Map.of(),
                        LIMIT,
                        List.of(scripts.resolve("stop.sh").toString(), folder.toString()))
                .ok();
        LiveTree.remove(folder);
    }
}
