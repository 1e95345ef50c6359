package org.musterhpc.agent.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.queue.model.Attempt;

/** Begins sections at the end of files and measures them. */
record Sections(LogIndex index) {

    TaskOutput.Section begin(String id, int attempt, Path file) throws IOException {
        PrivateFiles.create(file);
        return new TaskOutput.Section(id, attempt, file, Files.size(file));
    }

    Attempt.LogRef end(TaskOutput.Section section) throws IOException {
        // A task may have truncated its own log: then there is less than before.
        long length = Math.max(0, Files.size(section.file()) - section.offset());
        Attempt.LogRef ref = new Attempt.LogRef(section.file().toString(), section.offset(), length);
        index.add(section.id(), section.attempt(), ref);
        return ref;
    }
}
