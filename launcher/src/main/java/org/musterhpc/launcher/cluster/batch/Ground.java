package org.musterhpc.launcher.cluster.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;

/**
 * Where the campaign's things are on a cluster; absolute paths there.
 *
 * @param start words that start the agent
 * @param connection the file, readable for its owner alone, that says where Redis is
 * @param logs output of tasks and agents
 * @param scripts batch scripts
 * @param printed what batch scripts print, before an agent has a log of its own
 * @param workdir where commands run; null: in the folder that the stage names
 */
public record Ground(
        List<String> start,
        String connection,
        String logs,
        String scripts,
        String printed,
        @Nullable String workdir) {
    public Ground {
        start = List.copyOf(start);
    }

    /** Brings everything there that is not there yet. */
    @FunctionalInterface
    public interface Laying {
        Ground lay() throws NoAnswer, NotSent, Refused;
    }
}
