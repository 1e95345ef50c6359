package org.musterhpc.agent.output;

import java.io.IOException;
import java.nio.file.Path;
import org.musterhpc.queue.model.Attempt;

/** Where attempts write, one after the other: one object a slot, used by one thread at a time. */
public interface TaskOutput {

    /**
     * Where the attempt's output begins; the file exists and is the attempt's to append to until {@link #end}.
     *
     * @param id the task's
     */
    Section begin(String id, int attempt) throws IOException;

    /** The stretch that was written since; to be called when none of the attempt's processes is alive. */
    Attempt.LogRef end(Section section) throws IOException;

    /** An attempt's part of a log, whose end is not known yet: {@code offset} is its first byte. */
    record Section(String id, int attempt, Path file, long offset) {}
}
