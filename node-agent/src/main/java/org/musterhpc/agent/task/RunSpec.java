package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to start.
 *
 * @param argv the program, looked for on the PATH, and its arguments
 * @param environment the whole of it
 * @param workdir where it starts
 * @param output the file to whose end its stdout and stderr go
 * @param memory bytes that it may use, or null
 * @param place the slot, and what its handler is told
 * @param inside the container that it is started in; null: none. The environment is then the engine's
 */
public record RunSpec(
        List<String> argv,
        Map<String, String> environment,
        Path workdir,
        Path output,
        @Nullable Long memory,
        InSlot place,
        @Nullable InContainer inside) {

    /** In no container. */
    public RunSpec(
            List<String> argv,
            Map<String, String> environment,
            Path workdir,
            Path output,
            @Nullable Long memory,
            InSlot place) {
        this(argv, environment, workdir, output, memory, place, null);
    }

    /** A process of its own, beside all slots. */
    public RunSpec(
            List<String> argv, Map<String, String> environment, Path workdir, Path output, @Nullable Long memory) {
        this(argv, environment, workdir, output, memory, InSlot.NOWHERE);
    }
}
