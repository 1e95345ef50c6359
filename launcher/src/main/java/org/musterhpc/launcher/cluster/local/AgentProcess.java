package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.secret.Secrets;

/**
 * An agent's process.
 *
 * @param child null where an earlier launcher started it: this program cannot learn its exit status then
 */
record AgentProcess(
        String name, ProcessHandle handle, @Nullable Process child, Path output) {
    /** The main class that {@code bin/muster} names. The process that adopts a dead launcher's agents does not have it. */
    private static final String LAUNCHER = "org.musterhpc.launcher.cli.MusterMain";

    private static final int USAGE = 2;
    private static final int SIGNALLED = 128;

    /** Where an agent's own output goes. */
    static Path output(AgentSpec spec, String agent) {
        return spec.logs().resolve(agent + ".out");
    }

    /**
     * Starts one, in a session of its own and without secrets in its environment.
     *
     * @param words the program and its arguments
     * @param folder where it runs
     * @param output what it prints is put behind what is there
     */
    static AgentProcess start(String name, List<String> words, Path folder, Path output) throws IOException {
        List<String> all = new ArrayList<>(OwnSession.PREFIX);
        all.addAll(words);
        PrivateFiles.touch(output);
        Process process = Secrets.kept(new ProcessBuilder(all))
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        return new AgentProcess(name, process.toHandle(), process, output);
    }

    /** @param status null where it is not known */
    record End(@Nullable Integer status) {
        /** Whether it left because there was nothing more to do, or because somebody told it to. */
        boolean drained() {
            return status != null && status == 0;
        }

        /** Whether it would end like this each time: it does not understand its arguments. */
        boolean hopeless() {
            return status != null && status == USAGE;
        }

        String words() {
            if (status == null) {
                return "gone";
            }
            return status > SIGNALLED ? "signal " + (status - SIGNALLED) : "exit " + status;
        }
    }

    boolean alive() {
        return child != null ? child.isAlive() : handle.isAlive() && !zombie(handle.pid());
    }

    /** Whether another program, which still lives, started it: that program ends it. */
    boolean led() {
        return child == null
                && handle.parent()
                        .filter(parent ->
                                parent.pid() != ProcessHandle.current().pid()
                                        && parent.isAlive()
                                        && RunningAgents.words(parent).contains(LAUNCHER))
                        .isPresent();
    }

    /** Whether it is dead but still listed: in a container, perhaps nobody waits for a process whose parent is gone. */
    private static boolean zombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false; // not Linux; or the process is gone, which the handle will tell
        }
    }

    End end() {
        return new End(child == null ? null : Integer.valueOf(child.exitValue()));
    }
}
