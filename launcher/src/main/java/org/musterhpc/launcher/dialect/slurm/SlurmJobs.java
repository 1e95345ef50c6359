package org.musterhpc.launcher.dialect.slurm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.SchedulerVariables;
import org.musterhpc.launcher.dialect.Wanted;
import org.musterhpc.launcher.dialect.Words;

/** What a batch script asks Slurm for, and what {@code scontrol show job} says has become of it. */
final class SlurmJobs {
    /**
     * INPUT ENVIRONMENT VARIABLES of the manuals of all commands that are used, and those of an allocation that we may be
     * in: sbatch passes what it finds on to the job.
     */
    static final SchedulerVariables VARIABLES = new SchedulerVariables(
            List.of(
                    "SLURM_",
                    "SBATCH_",
                    "SALLOC_",
                    "SRUN_",
                    "SQUEUE_",
                    "SCANCEL_",
                    "SCONTROL_",
                    "SINFO_",
                    "SACCT_",
                    "SACCTMGR_"),
            List.of("SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_JWT", "SLURM_SACK_KEY", "SLURM_SACK_JWKS"));

    /** Of an option that is a file's name: there {@code %} begins a replacement symbol. */
    private static final Pattern FILE = Pattern.compile("#SBATCH\\s+(--(output|error|input)\\b|-[oei]).*");

    private static final Set<String> OVER = Set.of(
            "BOOT_FAIL",
            "CANCELLED",
            "COMPLETED",
            "DEADLINE",
            "FAILED",
            "LAUNCH_FAILED",
            "NODE_FAIL",
            "OUT_OF_MEMORY",
            "PREEMPTED",
            "TIMEOUT");

    private SlurmJobs() {}

    static @Nullable String inDirective(String line, String value) {
        return FILE.matcher(line).matches() ? value.replace("%", "%%") : value;
    }

    static Wanted wanted(String script) {
        Wanted.Reader reader = new Wanted.Reader();
        return reader.read("#SBATCH", script, (option, value) -> {
            switch (option) {
                case "-J", "--job-name" -> reader.name(value);
                case "-p", "--partition" -> List.of(value.split(",")).forEach(reader::queue);
                case "-t", "--time" -> reader.walltime(value);
                default -> {}
            }
        });
    }

    /** Elements that have not begun share one line; each of the others has its own. */
    static Optional<Facts> facts(String array, CommandResult answer) {
        List<Map<String, String>> jobs = answer.wholeLines().stream()
                .map(Words::pairs)
                .filter(job -> array.equals(job.getOrDefault("ArrayJobId", job.get("JobId"))))
                .toList();
        if (jobs.isEmpty()) {
            // By a controller that answered: else nothing is known.
            return answer.exit() > 0 && answer.err().contains("Invalid job id")
                    ? Optional.of(Facts.NONE)
                    : Optional.empty();
        }
        Map<String, String> first = jobs.get(0);
        return Optional.of(new Facts(
                first.getOrDefault("JobName", ""),
                Set.copyOf(List.of(first.getOrDefault("Partition", "").split(","))),
                Words.walltime(first.get("TimeLimit"), Duration.ofMinutes(1)),
                jobs.stream().anyMatch(job -> !OVER.contains(job.getOrDefault("JobState", "")))));
    }
}
