package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.musterhpc.launcher.secret.Secrets;

/** Tells agents by a signal to begin no task. Java itself can send TERM and KILL alone. */
final class DrainSignal {
    private static final int LIMIT_S = 5;

    private DrainSignal() {}

    static void send(List<ProcessHandle> agents) {
        // The shell's own kill: not every machine has the program.
        List<String> words = new ArrayList<>(List.of("sh", "-c", "kill -s URG \"$@\" 2> /dev/null", "sh"));
        agents.stream().filter(ProcessHandle::isAlive).forEach(agent -> words.add(Long.toString(agent.pid())));
        if (words.size() == 4) {
            return;
        }
        try {
            Process kill = Secrets.kept(new ProcessBuilder(words)).start();
            if (!kill.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            throw LocalCluster.unusable(Path.of("/bin/sh"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the user wants more by now
        }
    }
}
