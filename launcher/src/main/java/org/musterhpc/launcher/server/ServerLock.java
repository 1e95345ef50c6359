package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;

/** Lets one launcher at a time start or stop the server. The kernel frees it when its holder dies. */
final class ServerLock {
    private ServerLock() {}

    /** What is done under the lock. */
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T holding(Path file, Patience patience, Work<T> work) throws IOException {
        PrivateFiles.touch(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (tried(channel) == null) {
                if (!patience.lasts()) {
                    throw Problem.unreachable(
                            "another muster has been starting or stopping the Redis of this MUSTER_HOME for long",
                            "wait for it or end it; it holds " + file);
                }
            }
            return work.run();
        }
    }

    private static @Nullable FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this program has it
        }
    }
}
