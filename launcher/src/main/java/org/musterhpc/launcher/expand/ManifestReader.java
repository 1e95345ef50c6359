package org.musterhpc.launcher.expand;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Message;

/** Reads a campaign's messages back from its manifest, as often as need be, without holding them all. */
public record ManifestReader(Path manifestDir) {
    private static final int BATCH = 5000;

    /**
     * Reads a stage's messages in order of their numbers.
     *
     * @param after the number of the last message that need not be read
     * @param batches gets some thousand at a time and says whether it wants more
     * @throws Problem failed, where the manifest is missing or damaged
     */
    public void read(String stage, long after, Predicate<List<Message>> batches) {
        Path file = new ManifestFolder(manifestDir).file(stage);
        List<Message> batch = new ArrayList<>(BATCH);
        try {
            MessageLines.read(file, after, message -> {
                batch.add(message);
                if (batch.size() == BATCH) {
                    List<Message> full = List.copyOf(batch);
                    batch.clear();
                    return batches.test(full);
                }
                return true;
            });
        } catch (NoSuchFileException e) {
            throw Problem.failed("the manifest " + file + " is missing", "submit the campaign again to rewrite it");
        } catch (IOException e) {
            throw Problem.failed(
                    "cannot read " + file + ": " + e.getMessage(), "submit the campaign again to rewrite it");
        }
        if (!batch.isEmpty() && !batches.test(List.copyOf(batch))) {
            return;
        }
    }
}
