package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Message;

/**
 * What a stage's manifest has, for whoever adds to it. A task that has a key is there if that is; of tasks that have none,
 * the first with some parameters is the first that was sent with these, the second the second.
 */
final class There {
    private final SeenKeys ids = new SeenKeys();
    private final SeenKeys tasks = new SeenKeys();
    private final SeenKeys asked = new SeenKeys();
    private long count;
    private boolean numbered = true;

    private There() {}

    static There nothing() {
        return new There();
    }

    /** @param manifest a stage's file; need not be there */
    static There of(Path manifest, String stage) throws IOException {
        There there = new There();
        if (Files.exists(manifest)) {
            MessageLines.read(manifest, 0, MessageLines.MESSAGES, (message, length) -> {
                there.note(stage, message);
                return true;
            });
        }
        return there;
    }

    private void note(String stage, Message message) {
        count++;
        numbered &= message.id().equals(Message.numberedId(stage, message.n()));
        ids.add(message.id(), 1);
        tasks.add(exactly(message.id(), message.params()), 1);
        tasks.count(contents(message.params()));
    }

    /** How many tasks the stage has. */
    long count() {
        return count;
    }

    /** Whether its tasks have keys of their own; null where it has none. */
    @Nullable
    Boolean keyed() {
        return count == 0 ? null : !numbered;
    }

    boolean has(String id) {
        return ids.line(id) != 0;
    }

    /** Whether a task of this id has just these parameters. */
    boolean hasExactly(String id, ObjectNode params) {
        return count > 0 && tasks.line(exactly(id, params)) != 0;
    }

    /** Whether there is one more with these parameters than was asked for so far. */
    boolean hasAnother(ObjectNode params) {
        if (count == 0) {
            return false; // of a first submission nothing is kept, however many rows it has
        }
        String contents = contents(params);
        return asked.count(contents) <= tasks.counted(contents);
    }

    private static String exactly(String id, ObjectNode params) {
        return id + "\n" + contents(params);
    }

    /** In whatever order they stand. */
    private static String contents(ObjectNode params) {
        Map<String, String> sorted = new TreeMap<>();
        params.properties()
                .forEach(param -> sorted.put(param.getKey(), param.getValue().toString()));
        return sorted.toString();
    }
}
