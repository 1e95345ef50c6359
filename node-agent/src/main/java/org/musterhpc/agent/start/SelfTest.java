package org.musterhpc.agent.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;

/**
 * Looks, before anything is claimed, whether this node can run tasks at all: a broken one would eat the queue, as it fails
 * faster than the others work.
 *
 * @param logs where the outputs of tasks go
 * @param scratch where their results go
 * @param workdir where they run, or null where their stages say
 */
public record SelfTest(Path logs, Path scratch, @Nullable Path workdir, Runner runner) {
    private static final long LEAST_ROOM = 16L << 20;
    private static final int SAMPLE = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * @throws UnfitNode naming the first thing that is wrong
     */
    public void run() throws UnfitNode {
        writable("logs", logs, "");
        writable("scratch", scratch, "; set TMPDIR to a folder with room");
        if (workdir != null && !Files.isDirectory(workdir)) {
            throw new UnfitNode("the working folder " + workdir + " is not there");
        }
        startable();
    }

    private static void writable(String what, Path folder, String advice) throws UnfitNode {
        // Not its FileStore: in some containers the mount point of a folder cannot be found, and that says nothing of
        // room.
        long room = folder.toFile().getUsableSpace();
        if (folder.toFile().getTotalSpace() > 0 && room < LEAST_ROOM) {
            throw new UnfitNode(
                    "the " + what + " folder " + folder + " has only " + (room >> 10) + " KiB of room" + advice);
        }
        try {
            // A file system may say what it likes of itself; some are writable by their mode and full by a quota.
            Path sample = Files.createTempFile(folder, ".self-test-", "");
            try {
                Files.write(sample, new byte[SAMPLE]);
            } finally {
                Files.delete(sample);
            }
        } catch (IOException e) {
            throw new UnfitNode("the " + what + " folder " + folder + " cannot be written: " + e + advice, e);
        }
    }

    private void startable() throws UnfitNode {
        Path said = scratch.resolve("self-test");
        Path where = workdir == null ? scratch : workdir;
        try {
            Runner.Run begun = runner.start(new RunSpec(List.of("/bin/true"), Map.of(), where, said, null));
            boolean ended = begun.await(PATIENCE);
            if (!ended) {
                begun.kill(Duration.ZERO);
            }
            Runner.ExitInfo ran = begun.exit();
            if (!ended || ran.exit() != 0) {
                throw new UnfitNode("/bin/true did not succeed in " + where + ": "
                        + (ended ? "exit status " + ran.exit() + ", signal " + ran.signal() : "it did not end"));
            }
            Files.deleteIfExists(said);
        } catch (IOException e) {
            throw new UnfitNode("no process can be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnfitNode("interrupted", e);
        }
    }
}
