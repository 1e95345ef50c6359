package org.musterhpc.agent.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.musterhpc.queue.model.Attempt;

/**
 * A file an attempt: {@code <logs>/tasks/<id>.<attempt>.log}, with the id's slashes as folders and the rest escaped; that of a
 * second attempt beside another of the same number, {@code <id>.<attempt>.second.log}.
 */
public final class AttemptLog implements TaskOutput {
    private final LogIndex index;
    private final Path tasks;
    private final String ending;

    public AttemptLog(LogIndex index, Path logs) {
        this(index, logs, false);
    }

    /** @param second whether another attempt of the same number writes, too */
    public AttemptLog(LogIndex index, Path logs, boolean second) {
        this.ending = second ? ".second.log" : ".log";
        this.index = index;
        this.tasks = logs.toAbsolutePath().resolve("tasks");
    }

    @Override
    public Section begin(String id, int attempt) throws IOException {
        Path file = file(id, attempt);
        OwnerFiles.createFolder(Objects.requireNonNull(file.getParent()));
        OwnerFiles.create(file);
        return new Section(id, attempt, file, Files.size(file));
    }

    @Override
    public Attempt.LogRef end(Section section) throws IOException {
        // A task may have truncated its own log: then there is less than before.
        long length = Math.max(0, Files.size(section.file()) - section.offset());
        Attempt.LogRef ref = new Attempt.LogRef(section.file().toString(), section.offset(), length);
        index.add(section.id(), section.attempt(), ref);
        return ref;
    }

    Path file(String id, int attempt) {
        return tasks.resolve(SafeName.path(id) + "." + attempt + ending);
    }
}
