package org.musterhpc.agent.task;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Stage;

/** Where the output of attempts goes. */
public interface Journal {

    /** A place for one attempt's output, in the file of its slot or in a file of its own. */
    Page open(int slot, Stage.Logs logs, Lease lease) throws IOException;

    /** One attempt's place. */
    interface Page {
        Path file();

        /** What was written, noted in the index; null where there was nothing. */
        @Nullable
        LogRef close() throws IOException;
    }
}
