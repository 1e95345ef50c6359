package org.musterhpc.launcher.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What agents need of the operating system. */
record ProgramsCheck(Map<String, String> env, Path proc) implements Check {

    ProgramsCheck(Map<String, String> env) {
        this(env, Path.of("/proc"));
    }

    @Override
    public List<CheckResult> look() {
        List<CheckResult> findings = new ArrayList<>();
        findings.add(found(env, "bash")
                .map(path -> CheckResult.ok("bash", path.toString()))
                .orElseGet(() -> CheckResult.fail(
                        "bash", "is not on the PATH", "install it: commands of tasks are run by bash -c")));
        findings.add(found(env, "setsid")
                .map(path -> CheckResult.ok("setsid", path.toString()))
                .orElseGet(() -> CheckResult.warn(
                        "setsid", "is not on the PATH: Ctrl-C reaches the embedded server too", "install util-linux")));
        findings.add(
                Files.isReadable(proc.resolve("self/stat"))
                        ? CheckResult.ok("/proc", "readable")
                        : CheckResult.warn(
                                "/proc",
                                "cannot be read: a task's stray processes may outlive it, and its memory is not known",
                                "mount /proc, or run on Linux"));
        return findings;
    }

    static Optional<Path> found(Map<String, String> env, String program) {
        return Arrays.stream(env.getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .findFirst();
    }
}
