package org.musterhpc.launcher.expand;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.musterhpc.queue.model.Message;

/** Reads a campaign's messages back from its manifest. */
public record ManifestReader(Path manifestDir) {

    /**
     * Reads a stage's messages in order of their numbers.
     *
     * @param after the number of the last message that need not be read
     * @param batches gets some thousand at a time and says whether it wants more
     * @throws org.musterhpc.launcher.problem.Problem where the manifest is missing or damaged
     */
    public void read(String stage, long after, Predicate<List<Message>> batches) {
        throw new UnsupportedOperationException("not written yet: " + stage + after + batches);
    }
}
