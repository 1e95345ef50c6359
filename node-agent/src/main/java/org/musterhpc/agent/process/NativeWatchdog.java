package org.musterhpc.agent.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.musterhpc.agent.process.posix.LibC;
import org.musterhpc.agent.process.posix.PosixSpawn;
import org.musterhpc.agent.process.posix.ShellPaths;
import org.musterhpc.agent.process.posix.SpawnError;

/** A watchdog behind a pipe of our own, whose write end no task inherits. */
record NativeWatchdog(int writeEnd) implements Watchdog {

    static Watchdog start(PosixSpawn posix, Reaper reaper, String agentVariable, String agentLimit) {
        try (Memory ends = new Memory(8)) {
            if (LibC.pipe2(ends, LibC.O_CLOEXEC) != 0) {
                throw new IllegalStateException("pipe: " + LibC.message(Native.getLastError()));
            }
            int readEnd = ends.getInt(0);
            reaper.starting();
            try {
                int pid = posix.startReading(
                        readEnd, ShellPaths.PATH, Watchdog.command(), List.of("PATH=" + Watchdog.path()));
                reaper.started(pid, ended -> {});
            } catch (SpawnError error) {
                reaper.notStarted();
                throw new IllegalStateException("cannot start the watchdog: " + error.getMessage(), error);
            } finally {
                LibC.close(readEnd);
            }
            NativeWatchdog watchdog = new NativeWatchdog(ends.getInt(4));
            watchdog.say(agentVariable);
            watchdog.say(agentLimit);
            return watchdog;
        }
    }

    @Override
    public void dismiss() {
        say("end");
        LibC.close(writeEnd);
    }

    /** The JVM ignores SIGPIPE, so a watchdog that somebody killed is no danger here. */
    private void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try (Memory memory = new Memory(bytes.length)) {
            memory.write(0, bytes, 0, bytes.length);
            LibC.write(writeEnd, memory, bytes.length);
        }
    }
}
