package org.musterhpc.launcher.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.MemorySize;

/** The folder of all local state: ours alone, writable, with room. */
record HomeCheck(Path home) implements Check {
    private static final long MEGA = 1 << 20;
    private static final long LITTLE = 1024 * MEGA;
    private static final long TOO_LITTLE = 100 * MEGA;

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        try {
            PrivateFiles.folder(home);
            Path probe = home.resolve(".doctor." + UUID.randomUUID());
            PrivateFiles.write(probe, "x".repeat(4096));
            Files.delete(probe);
            findings.add(Finding.ok("MUSTER_HOME", home + ", writable, for its owner alone"));
            findings.add(room(Files.getFileStore(home).getUsableSpace()));
        } catch (Problem problem) {
            findings.add(Finding.fail("MUSTER_HOME", String.valueOf(problem.getMessage()), problem.advice()));
        } catch (IOException e) {
            findings.add(Finding.fail(
                    "MUSTER_HOME",
                    home + " cannot be written to: " + PrivateFiles.reason(e),
                    "make room, or set MUSTER_HOME to another folder"));
        }
        return findings;
    }

    static Finding room(long bytes) {
        long unit = bytes < 10 * LITTLE ? MEGA : LITTLE;
        String what = MemorySize.format(bytes / unit * unit) + " free";
        String advice = "make room: the queue, manifests and outputs of tasks are kept there";
        if (bytes < TOO_LITTLE) {
            return Finding.fail("disk", what, advice);
        }
        return bytes < LITTLE ? Finding.warn("disk", what, advice) : Finding.ok("disk", what);
    }
}
