package org.musterhpc.launcher.expand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.codec.MessageText;

/** Reads a campaign's messages back from its manifest, as often as need be, without holding them all. */
public record ManifestReader(Path manifestDir) {
    private static final int BATCH = 4_000;
    /** A batch gets no more lines once it has so many letters. */
    private static final int LONGEST_BATCH = 4 << 20;

    /** Whether the manifest says of a stage which tasks it has; they may be none. */
    public boolean has(String stage) {
        return Files.isRegularFile(new ManifestFolder(manifestDir).file(stage));
    }

    /**
     * Reads a stage's messages in order of their numbers.
     *
     * @param after the number of the last message that need not be read
     * @param batches gets some thousand at a time and says whether it wants more
     * @throws Problem failed, where the manifest is missing or damaged
     */
    public void messages(String stage, long after, Predicate<List<Message>> batches) {
        read(stage, after, MessageLines.MESSAGES, batches);
    }

    /** As {@link #messages}, their texts alone. */
    public void texts(String stage, long after, Predicate<List<MessageText>> batches) {
        read(stage, after, MessageLines.TEXTS, batches);
    }

    private <M> void read(String stage, long after, MessageLines.Form<M> form, Predicate<List<M>> batches) {
        Path file = new ManifestFolder(manifestDir).file(stage);
        List<M> batch = new ArrayList<>();
        long[] letters = {0};
        try {
            MessageLines.read(file, after, form, (message, length) -> {
                batch.add(message);
                letters[0] += length;
                if (batch.size() == BATCH || letters[0] >= LONGEST_BATCH) {
                    List<M> full = List.copyOf(batch);
                    batch.clear();
                    letters[0] = 0;
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
