package org.musterhpc.agent.allocation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether what the environment says of an allocation is true of this process. Variables outlive their job: in a tmux from
 * yesterday, in a file that was sourced. A scheduler's own processes are asked, not the scheduler: that is cheap, and
 * works where it does not answer.
 */
public final class Belief {
    private static final int GENERATIONS = 64;

    private final Path proc;
    private final InstantSource clock;

    public Belief(InstantSource clock) {
        this(Path.of("/proc"), clock);
    }

    Belief(Path proc, InstantSource clock) {
        this.proc = proc;
        this.clock = clock;
    }

    /**
     * Why the variables are not about this process, or null where they are, or where there are none.
     *
     * @param environment of this process
     */
    public @Nullable String objection(Map<String, String> environment) {
        String slurm = environment.getOrDefault("SLURM_JOB_ID", environment.getOrDefault("SLURM_ARRAY_JOB_ID", ""));
        String pbs = environment.getOrDefault("PBS_JOBID", "");
        if (slurm.isBlank() && pbs.isBlank()) {
            return null;
        }
        String end = environment.getOrDefault("SLURM_JOB_END_TIME", "");
        String job = slurm.isBlank() ? pbs.strip() : slurm.strip();
        if (!slurm.isBlank()
                && end.matches("[1-9][0-9]{0,11}")
                && Long.parseLong(end) <= clock.instant().getEpochSecond()) {
            return "job " + job + ", which the environment names, ended at "
                    + Instant.ofEpochSecond(Long.parseLong(end));
        }
        boolean inside = slurm.isBlank()
                ? inGroup("/" + job) || startedBy("pbs_mom", "")
                : inGroup("/job_" + job) || startedBy("slurmstepd", "[" + job + ".");
        return inside ? null : "this process is not in job " + job + ", which the environment names";
    }

    /** The environment without what is said of an allocation. */
    public static Map<String, String> without(Map<String, String> environment) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.keySet()
                .removeIf(name -> name.startsWith("SLURM_")
                        || name.startsWith("PBS_")
                        || name.equals("NCPUS")
                        || name.equals("MUSTER_ALLOCATION"));
        return rest;
    }

    private boolean inGroup(String job) {
        return text(proc.resolve("self/cgroup")).lines().anyMatch(line -> (line + "/").contains(job + "/"));
    }

    /** Whether an ancestor is the scheduler's process on this node, for this job where its title says so. */
    private boolean startedBy(String program, String title) {
        String process = "self";
        for (int i = 0; i < GENERATIONS; i++) {
            String stat = text(proc.resolve(process + "/stat"));
            int behindName = stat.lastIndexOf(')');
            String[] rest = stat.substring(behindName + 1).strip().split(" ", 3);
            if (behindName < 0 || rest.length < 2) {
                return false;
            }
            String name = stat.substring(stat.indexOf('(') + 1, behindName);
            if (name.equals(program) && text(proc.resolve(process + "/cmdline")).contains(title)) {
                return true;
            }
            process = rest[1];
        }
        return false;
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException notToldHere) {
            return "";
        }
    }
}
