package org.musterhpc.launcher.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.MemorySize;

/** The folder of all local state: ours alone, writable, with room. */
record HomeCheck(Path home) implements Check {
    private static final long MEGA = 1 << 20;
    private static final long LITTLE = 1024 * MEGA;
    private static final long TOO_LITTLE = 100 * MEGA;

    @Override
    public List<CheckResult> look() {
        List<CheckResult> findings = new ArrayList<>();
        try {
            PrivateFiles.folder(home);
            Path probe = PrivateFiles.fresh(home.resolve(".doctor"));
            try {
                Files.writeString(probe, "x".repeat(4096));
            } finally {
                Files.deleteIfExists(probe);
            }
            findings.add(CheckResult.ok("MUSTER_HOME", home + ", writable, for its owner alone"));
            findings.add(room(Files.getFileStore(home).getUsableSpace()));
        } catch (Problem problem) {
            findings.add(CheckResult.fail("MUSTER_HOME", String.valueOf(problem.getMessage()), problem.advice()));
        } catch (IOException e) {
            findings.add(CheckResult.fail(
                    "MUSTER_HOME",
                    home + " cannot be written to: " + PrivateFiles.reason(e),
                    "make room, or set MUSTER_HOME to another folder"));
        }
        return findings;
    }

    static CheckResult room(long bytes) {
        long unit = bytes < 10 * LITTLE ? MEGA : LITTLE;
        String what = MemorySize.format(bytes / unit * unit) + " free";
        String advice = "make room: the queue, manifests and outputs of tasks are kept there";
        if (bytes < TOO_LITTLE) {
            return CheckResult.fail("disk", what, advice);
        }
        return bytes < LITTLE ? CheckResult.warn("disk", what, advice) : CheckResult.ok("disk", what);
    }
}
