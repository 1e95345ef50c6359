package org.musterhpc.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param argv the program, looked up on the PATH of {@code env} where it has no slash, and its arguments
 * @param env the whole environment; the spawner adds {@code MUSTER_TOKEN} and {@code MUSTER_AGENT}
 * @param workdir an existing folder
 * @param output where stdout and stderr are appended; created with 0600 where it is missing
 * @param token what no other task of this agent has; the task's processes carry it in their environment
 */
public record Launch(List<String> argv, Map<String, String> env, Path workdir, Path output, String token) {
    public Launch {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("argv is empty: it must name a program");
        }
    }

    /** The environment may hold secrets, so it is not printed. */
    @Override
    public String toString() {
        return "Launch[" + argv.get(0) + ", workdir=" + workdir + "]";
    }
}
