package org.musterhpc.agent.allocation;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.MemorySize;

/**
 * Reads what an agent is told about its allocation: options first, then what Slurm and PBS put into a job's environment. An
 * option that cannot be read is an error; what a scheduler says in a way that we do not know is as good as not said.
 */
public final class AllocationFacts {
    private static final long MEBIBYTE = 1L << 20;

    private final Map<String, String> options;
    private final Map<String, String> environment;

    public AllocationFacts(Map<String, String> options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    /**
     * @param processors what the JVM sees, for where nobody says
     * @throws IllegalArgumentException naming the option and what is wrong with it
     */
    public Allocation read(int processors) {
        Integer cpus = first("--cpus", text -> number("--cpus", text, 1), cpus());
        return new Allocation(id(), restarts(), cpus == null ? processors : cpus, ends(), memory());
    }

    private String id() {
        String told = option("--allocation");
        String ours = told != null ? told : variable("MUSTER_ALLOCATION");
        if (ours != null) {
            return ours;
        }
        String array = variable("SLURM_ARRAY_JOB_ID");
        String element = variable("SLURM_ARRAY_TASK_ID");
        if (array != null && element != null) {
            return array + "_" + element;
        }
        String slurm = variable("SLURM_JOB_ID");
        String pbs = variable("PBS_JOBID");
        return slurm != null ? slurm : pbs != null ? pbs : "";
    }

    /** Slurm says nothing in a job's first run; PBS never says. */
    private @Nullable Integer restarts() {
        Integer slurm = variable("SLURM_JOB_ID") == null && variable("SLURM_ARRAY_JOB_ID") == null ? null : 0;
        Integer counted = whole("SLURM_RESTART_COUNT", 0);
        return first("--restart", text -> number("--restart", text, 0), counted == null ? slurm : counted);
    }

    private @Nullable Integer cpus() {
        Integer slurm = whole("SLURM_CPUS_PER_TASK", 1);
        // Some shells have a variable of this name, too.
        return slurm == null && variable("PBS_JOBID") != null ? whole("NCPUS", 1) : slurm;
    }

    private @Nullable Long ends() {
        String slurm = variable("SLURM_JOB_END_TIME");
        Long known = slurm != null && slurm.matches("[1-9][0-9]{0,11}") ? Long.valueOf(slurm) : null;
        return first("--ends", AllocationFacts::seconds, known);
    }

    /** A node that is used whole is asked for with 0 MiB: that says nothing of how much it has. */
    private @Nullable Long memory() {
        Integer slurm = whole("SLURM_MEM_PER_NODE", 1);
        return first("--memory", AllocationFacts::bytes, slurm == null ? null : Long.valueOf(slurm * MEBIBYTE));
    }

    private static Long seconds(String text) {
        if (!text.matches("[0-9]{1,12}")) {
            throw new IllegalArgumentException("--ends: '" + text + "' is not a number of seconds since 1970");
        }
        return Long.valueOf(text);
    }

    private static Long bytes(String text) {
        try {
            return MemorySize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--memory: " + e.getMessage());
        }
    }

    private <T> @Nullable T first(String option, Function<String, T> reading, @Nullable T otherwise) {
        String text = option(option);
        return text == null ? otherwise : reading.apply(text);
    }

    private static Integer number(String option, String text, int least) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < least) {
            throw new IllegalArgumentException(option + ": '" + text + "' is not a number from " + least);
        }
        return Integer.valueOf(text);
    }

    private @Nullable Integer whole(String variable, int least) {
        String text = variable(variable);
        if (text == null || !text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
            return null;
        }
        return Integer.valueOf(text);
    }

    /** Empty is as good as not given: a script may hand on a variable that is not set. */
    private @Nullable String option(String name) {
        return present(options.get(name));
    }

    private @Nullable String variable(String name) {
        return present(environment.get(name));
    }

    private static @Nullable String present(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
