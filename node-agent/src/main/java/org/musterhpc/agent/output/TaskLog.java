package org.musterhpc.agent.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.musterhpc.queue.model.Attempt;

/** A file an attempt: {@code <logs>/tasks/<id>.<attempt>.log}, with the id's slashes as folders and the rest escaped. */
public final class TaskLog implements TaskOutput {
    private final Sections sections;
    private final Path tasks;

    public TaskLog(LogIndex index, Path logs) {
        this.sections = new Sections(index);
        this.tasks = logs.toAbsolutePath().resolve("tasks");
    }

    @Override
    public Section begin(String id, int attempt) throws IOException {
        Path file = file(id, attempt);
        PrivateFiles.createFolder(Objects.requireNonNull(file.getParent()));
        return sections.begin(id, attempt, file);
    }

    @Override
    public Attempt.LogRef end(Section section) throws IOException {
        return sections.end(section);
    }

    Path file(String id, int attempt) {
        return tasks.resolve(SafeName.path(id) + "." + attempt + ".log");
    }
}
