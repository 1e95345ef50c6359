package org.musterhpc.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.environment.KeptVariables;

/** What each task's environment begins with: the agent's own, without what describes something else. */
final class TaskEnvironment {
    /**
     * An array that is submitted over SSH inherits these, and by them a bash takes itself for the shell that sshd
     * started: {@code bash -c} then reads ~/.bashrc first, for each task.
     */
    private static final Set<String> CONNECTION = Set.of("SSH_CLIENT", "SSH2_CLIENT", "SSH_CONNECTION", "SSH_TTY");

    /** Nobody's business but the launcher's, which does not hand it on; whoever starts agents by hand may. */
    private static final Set<String> SECRETS = Set.of("MUSTER_REDIS_PASSWORD");

    /** Of the shell that started the agent, in another folder than the task's. */
    private static final Set<String> SHELLS = Set.of("PWD", "OLDPWD");

    private TaskEnvironment() {}

    /** From this process's own, byte by byte: what Java hands out has lost what its locale does not know. */
    static Map<String, String> ofThisProcess() {
        try {
            return of(parsed(Files.readAllBytes(Path.of("/proc/self/environ"))));
        } catch (IOException notLinux) {
            return of(System.getenv());
        }
    }

    static Map<String, String> of(Map<String, String> agents) {
        Map<String, String> environment = new HashMap<>(agents);
        KeptVariables.giveBack(environment);
        // An agent may itself have been started by a task.
        environment
                .keySet()
                .removeIf(name -> name.startsWith("MUSTER_PARAM_")
                        || CONNECTION.contains(name)
                        || SECRETS.contains(name)
                        || SHELLS.contains(name));
        return environment;
    }

    /** Entries are ended by NUL; of two of one name the first counts, as for {@code getenv}. */
    static Map<String, String> parsed(byte[] block) {
        Map<String, String> environment = new HashMap<>();
        int from = 0;
        for (int at = 0; at < block.length; at++) {
            if (block[at] == 0) {
                String entry = ByteText.of(Arrays.copyOfRange(block, from, at));
                int equals = entry.indexOf('=', 1);
                if (equals > 0) {
                    environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
                }
                from = at + 1;
            }
        }
        return environment;
    }
}
