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
    private static final Path PLACE = Path.of("node-agent", "target", "dist", "lib");

    private AgentLibrary() {}

    /**
     * The folder of the jars of the {@code muster-agent} beside this program.
     *
     * @throws Problem where it is not there
     */
    public static Path find() {
        Path bin = AgentProgram.find().resolveSibling("");
        Path lib = bin.resolveSibling(PLACE).normalize();
        if (!Files.isDirectory(lib)) {
            throw Problem.failed(lib + " is not there", "unpack or build Muster again");
        }
        return lib;
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
