package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the agents on this machine that an earlier launcher started. It asks the kernel, not Redis: the kernel knows agents
 * that have sent no heartbeat yet, and does not show dead ones.
 */
final class RunningAgents {
    private RunningAgents() {}

    /** By agent's name. A handle keeps its process's start time, so it never means another process of the same number. */
    static Map<String, ProcessHandle> find(AgentArguments wanted) {
        Map<String, ProcessHandle> found = new TreeMap<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid() && ours(process))
                .forEach(process -> {
                    String agent = wanted.agentIn(words(process));
                    if (!agent.isEmpty()) {
                        // A child that an agent forked shows the agent's words until it runs its own program.
                        found.merge(agent, process, (one, other) -> begun(one).isAfter(begun(other)) ? other : one);
                    }
                });
        return found;
    }

    /** Another user may start a program with such words: only processes of this user are agents. */
    private static boolean ours(ProcessHandle process) {
        try {
            return owner(Long.toString(process.pid())).equals(owner("self"));
        } catch (IOException e) {
            return process.isAlive() && !Files.exists(Path.of("/proc/self")); // gone meanwhile, or not Linux
        }
    }

    private static Object owner(String process) throws IOException {
        return Files.getAttribute(Path.of("/proc", process), "unix:uid");
    }

    private static Instant begun(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.MAX);
    }

    static List<String> words(ProcessHandle process) {
        try {
            // Not ProcessHandle.Info: it gives up on long command lines, and a JVM's is long.
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            return List.of(process.info().arguments().orElse(new String[0])); // gone meanwhile, or not Linux
        }
    }
}
