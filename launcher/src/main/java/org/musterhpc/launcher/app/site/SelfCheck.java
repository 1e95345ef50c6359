package org.musterhpc.launcher.app.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.musterhpc.launcher.doctor.CheckResult;
import org.musterhpc.launcher.doctor.Doctor;
import org.musterhpc.launcher.home.EndSignal;
import org.musterhpc.launcher.trial.TrialFolder;

/**
 * Whether this installation works: its parts, and a small campaign that all of them have to do with. It looks at nothing of the
 * user's; that is what {@link Checkup} does.
 */
public record SelfCheck(Map<String, String> env) {
    /**
     * @param found is told of each finding as soon as it is known
     * @param signalled is told of the folder, which is gone by then, where a signal ends the program
     */
    public void examine(Consumer<CheckResult> found, Consumer<Path> signalled) {
        Consumer<CheckResult> told = finding -> {
            EndSignal.heed(); // what is not there any more is no finding
            found.accept(finding);
        };
        Path path;
        try (TrialFolder folder = TrialFolder.make("self-check", env, signalled)) {
            path = folder.path();
            Doctor.ofInstallation(folder, env).examine(told);
        }
        told.accept(
                Files.exists(path)
                        ? CheckResult.fail("clean-up", path + " is still there", "rm -r " + path)
                        : CheckResult.ok("clean-up", path + " is gone, and its server ended"));
    }
}
