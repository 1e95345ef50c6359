package org.musterhpc.launcher.app.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.problem.Problem;

/** Puts a link to this Muster where a shell finds it. Overwrites nothing but such a link. */
public final class Install {
    private static final String PROGRAM = "muster";

    private Install() {}

    /**
     * A link to this program.
     *
     * @param made whether it was not there before
     * @param first what a shell starts when it is asked for {@code muster}; null: nothing
     */
    public record Installed(
            Path link, Path program, boolean made, @Nullable Path first) {
        public boolean found() {
            return link.equals(first);
        }
    }

    /**
     * @param prefix the link is {@code bin/muster} in there
     * @param path folders in which a shell looks, with colons between them
     */
    public static Installed under(Path prefix, String path) {
        Path program = AgentProgram.find().resolveSibling(PROGRAM);
        Path link = prefix.toAbsolutePath().normalize().resolve("bin").resolve(PROGRAM);
        try {
            return new Installed(link, program, link(link, program), foundFirst(path));
        } catch (IOException e) {
            throw Problem.usage(
                    link + " cannot be made: " + e.getMessage(), "choose another place: muster install --prefix DIR");
        }
    }

    /** @return whether it was not there before */
    private static boolean link(Path link, Path program) throws IOException {
        boolean there = Files.exists(link, LinkOption.NOFOLLOW_LINKS);
        if (there && Files.isSymbolicLink(link)) {
            Path before = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
            if (before.equals(program)) {
                return false;
            }
            if (!before.endsWith(Path.of("bin", PROGRAM)) || !ours(before)) {
                throw foreign(link, "points to " + before);
            }
        } else if (there) {
            throw foreign(link, "is not a link");
        }
        Files.createDirectories(link.resolveSibling(""));
        // Beside it first, then in one step: another shell may start it at this moment.
        Path beside = link.resolveSibling(
                "." + PROGRAM + "-" + ProcessHandle.current().pid());
        Files.createSymbolicLink(beside, program);
        try {
            Files.move(beside, link, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
        return true;
    }

    /** Another Muster's, or one that has been removed. */
    private static boolean ours(Path program) {
        return !Files.exists(program) || Files.isRegularFile(program.resolveSibling("muster-agent"));
    }

    private static Problem foreign(Path link, String what) {
        return Problem.usage(
                link + " is there already and is not ours: it " + what,
                "move it away, or choose another place: muster install --prefix DIR");
    }

    private static @Nullable Path foundFirst(String path) {
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, PROGRAM).normalize())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElse(null);
    }
}
