package org.musterhpc.launcher.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.problem.Problem;

/** Where {@code muster-agent} is. */
public final class AgentProgram {
    private AgentProgram() {}

    /**
     * The program beside {@code muster}.
     *
     * @throws Problem where it is not there
     */
    public static Path find() {
        return in(System.getProperty(ProgramFolder.PROPERTY));
    }

    static Path in(@Nullable String folder) {
        if (folder == null || folder.isBlank()) {
            throw Problem.failed(
                    "the program muster-agent cannot be found: nothing says where muster itself is",
                    "start muster by its script bin/muster, which sets -D" + ProgramFolder.PROPERTY);
        }
        Path program = Path.of(folder, "muster-agent").toAbsolutePath().normalize();
        if (!Files.isExecutable(program)) {
            throw Problem.failed(
                    program + " is not there or cannot be executed",
                    "unpack or build Muster again; muster-agent belongs beside muster");
        }
        return program;
    }
}
