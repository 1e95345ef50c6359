package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Output;
import picocli.CommandLine.Option;

/** {@code muster install}: puts a link to this Muster where a shell finds it. Overwrites nothing but such a link. */
final class InstallCommand extends SessionCommand {
    private static final String PROGRAM = "muster";

    @Option(names = "--prefix", paramLabel = "DIR", description = "the link is DIR/bin/muster (default: ~/.local)")
    @Nullable
    Path prefix;

    InstallCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        Map<String, String> env = session.around().env();
        Path program = AgentProgram.find().resolveSibling(PROGRAM);
        Path root =
                prefix != null ? prefix : Path.of(env.getOrDefault("HOME", System.getProperty("user.home")), ".local");
        Path link = root.toAbsolutePath().normalize().resolve("bin").resolve(PROGRAM);
        boolean made;
        try {
            made = link(link, program);
        } catch (IOException e) {
            throw Problem.usage(
                    link + " cannot be made: " + e.getMessage(), "choose another place: muster install --prefix DIR");
        }
        tell(session, link, program, made, foundFirst(env.getOrDefault("PATH", "")));
        return 0;
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

    /** What a shell starts when it is asked for {@code muster}; null: nothing. */
    private static @Nullable Path foundFirst(String path) {
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, PROGRAM).normalize())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElse(null);
    }

    private static void tell(Session session, Path link, Path program, boolean made, @Nullable Path first) {
        boolean found = link.equals(first);
        if (session.json()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.put("link", link.toString())
                    .put("program", program.toString())
                    .put("new", made);
            object.put("on_path", found).put("found_first", first == null ? null : first.toString());
            session.out().json(object);
            return;
        }
        Output out = session.out();
        out.line(link + (made ? " now starts " : " starts already ") + program);
        if (found) {
            out.line("  it is on your PATH: muster run FILE");
        } else if (first != null) {
            out.line("  but your PATH has " + first + " before it");
        } else {
            lines(link).forEach(out::line);
        }
    }

    private static List<String> lines(Path link) {
        return List.of(
                "  its folder is not on your PATH; add this line to ~/.profile (or what your shell reads), and log in anew:",
                "    export PATH=\"" + link.getParent() + ":$PATH\"");
    }
}
