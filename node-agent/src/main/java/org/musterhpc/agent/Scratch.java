package org.musterhpc.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.agent.start.UnfitNode;

/** A folder on this node that only the agent and its tasks read; gone when the agent leaves. */
record Scratch(Path folder) implements AutoCloseable {

    /**
     * @throws UnfitNode where none can be made
     */
    static Scratch make() throws UnfitNode {
        try {
            return new Scratch(Files.createTempDirectory("muster-"));
        } catch (IOException e) {
            String where = System.getProperty("java.io.tmpdir");
            throw new UnfitNode("no scratch folder can be made in " + where + ": " + e, e);
        }
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
