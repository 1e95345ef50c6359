package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.systemtests.endtoend.Muster;

/** Real agents of a pool, a process each. */
final class PoolAgents {
    private PoolAgents() {}

    /**
     * Starts one; its output goes to a file of the folder.
     *
     * @param connection how it finds Redis
     * @param folder of its own
     */
    static Process start(Path connection, String pool, int slots, Path folder) throws IOException {
        Files.createDirectories(folder);
        return new ProcessBuilder(
                        Muster.projectRoot().resolve("bin/muster-agent").toString(),
                        "--pool",
                        pool,
                        "--connection",
                        connection.toString(),
                        "--logs",
                        folder.toString(),
                        "--slots",
                        Integer.toString(slots),
                        "--linger",
                        "200ms")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.out").toFile())
                .start();
    }
}
