package org.musterhpc.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
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
            throw new UnfitNode(
                    "no scratch folder can be made in " + where + ": " + e + "; set TMPDIR to a folder with room", e);
        }
    }

    /** What a task put beside its result goes, too; what cannot be removed is not worth a failure. */
    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(Scratch::remove);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("muster-agent: " + folder + " could not be removed: " + e.getMessage());
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
