package org.musterhpc.launcher.cluster.batch.submission;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;

/**
 * Where a campaign's things are on a cluster; absolute paths there.
 *
 * @param start words that start the agent
 * @param connection the file, readable for its owner alone, that says where Redis is
 * @param logs output of tasks, of agents, and of batch scripts before an agent has a log of its own
 * @param scripts batch scripts
 * @param workdir where commands run; null: in the folder that the stage names
 */
public record Deployment(
        List<String> start,
        String connection,
        String logs,
        String scripts,
        @Nullable String workdir) {
    public Deployment {
        start = List.copyOf(start);
    }

    /** Brings everything that is not there yet. */
    @FunctionalInterface
    public interface Source {
        Deployment deploy() throws NoAnswer, NotSent, Refused;
    }
}
