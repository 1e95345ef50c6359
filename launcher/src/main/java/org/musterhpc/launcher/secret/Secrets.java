package org.musterhpc.launcher.secret;

import java.util.Set;
import org.musterhpc.queue.environment.KeptVariables;

/**
 * Variables that hold secrets: for this program alone. What it starts would hand them on: agents to every task, a
 * scheduler's submit command to the job's environment, which Slurm keeps and shows.
 */
public final class Secrets {
    /** The password of a Redis that is not ours. */
    public static final String PASSWORD = "MUSTER_REDIS_PASSWORD";

    private static final Set<String> VARIABLES = Set.of(PASSWORD);

    private Secrets() {}

    /**
     * Takes them out of the environment of a program that is about to be started, which else gets the user's, byte by byte.
     */
    public static ProcessBuilder kept(ProcessBuilder program) {
        KeptVariables.giveBack(program.environment());
        program.environment().keySet().removeAll(VARIABLES);
        return program;
    }
}
