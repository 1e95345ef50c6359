package org.musterhpc.launcher.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs by which other machines are reached. None of them has to be here. */
record ClientsCheck(Map<String, String> env) implements Check {
    @Override
    public List<CheckResult> look() {
        return List.of(
                of("ssh", "ssh", "transport: jsch of a cluster needs none"),
                of("slurm", "sbatch", "clusters of type slurm are reached by ssh: {host: …}"),
                of("pbs", "qsub", "clusters of type pbs are reached by ssh: {host: …}"));
    }

    private CheckResult of(String check, String program, String without) {
        Optional<Path> found = ProgramsCheck.found(env, program);
        return CheckResult.ok(
                check, found.map(Path::toString).orElse(program + " is not on the PATH, and need not be: " + without));
    }
}
