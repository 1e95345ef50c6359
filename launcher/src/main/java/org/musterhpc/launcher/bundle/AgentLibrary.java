package org.musterhpc.launcher.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.problem.Problem;

/** Where the agent's jars are. */
public final class AgentLibrary {
    /** In a distribution, and in a checkout that has been built. */
    private static final List<Path> PLACES =
            List.of(Path.of("node-agent", "lib"), Path.of("node-agent", "target", "dist", "lib"));

    private AgentLibrary() {}

    /**
     * The folder of the jars of the {@code muster-agent} beside this program.
     *
     * @throws Problem where it is not there
     */
    public static Path find() {
        Path bin = AgentProgram.find().resolveSibling("");
        return PLACES.stream()
                .map(place -> bin.resolveSibling(place).normalize())
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> Problem.failed(
                        "the agent's jars are not there: no "
                                + bin.resolveSibling(PLACES.get(1)).normalize(),
                        "unpack or build Muster again"));
    }

    /** The jars, of which there is one at least. */
    static List<Path> jars(Path lib) throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw Problem.failed(lib + " holds no jars", "unpack or build Muster again");
            }
            return jars;
        }
    }
}
