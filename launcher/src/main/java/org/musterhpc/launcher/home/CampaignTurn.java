package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Pause;

/**
 * Lets one program at a time send a campaign's tasks, add some or change it. The kernel frees it when its holder dies.
 *
 * @param pause between two looks whether it is free
 */
public record CampaignTurn(MusterHome home, String campaign, Pause pause) {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /**
     * Waits until it is free: as long as another sends tasks, which may be a million.
     *
     * @throws Problem where there can be no lock
     */
    public <T> T take(Supplier<T> work) {
        PrivateFiles.folder(home.campaign(campaign));
        try (FileChannel channel = PrivateFiles.open(home.campaign(campaign).resolve("turn"))) {
            FileLock lock = tried(channel);
            while (lock == null) {
                if (Thread.currentThread().isInterrupted()) {
                    throw Problem.failed(
                            "interrupted while another muster sends tasks of " + campaign, "say the same again");
                }
                pause.pause(BETWEEN_LOOKS);
                lock = tried(channel);
            }
            return work.get(); // closing the channel frees it
        } catch (IOException e) {
            throw Problem.failed(
                    "no lock can be had on " + home.campaign(campaign) + ": " + PrivateFiles.reason(e),
                    "set MUSTER_HOME to a folder on a file system that has locks");
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
