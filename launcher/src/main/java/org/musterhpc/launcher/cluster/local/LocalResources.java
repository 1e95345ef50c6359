package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.environment.Gpus;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Stage;

/**
 * What a machine has for a single task.
 *
 * @param cpus that we may use
 * @param memory bytes; null: not known
 */
public record LocalResources(int cpus, @Nullable Long memory, int gpus) {
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s+(\\d{1,15}) kB");

    /**
     * This machine's, as far as our control group lets us have it.
     *
     * @param gpus how many the user says that there are; null: he does not
     */
    public static LocalResources here(@Nullable Integer gpus) {
        return new LocalResources(
                Runtime.getRuntime().availableProcessors(),
                memory(text(Path.of("/proc/meminfo")), text(Path.of("/sys/fs/cgroup/memory.max"))),
                Gpus.of(System.getenv(), gpus, Path.of("/")).count());
    }

    /** The smaller of the two, where both are known. */
    static @Nullable Long memory(String meminfo, String cgroup) {
        Matcher total = TOTAL.matcher(meminfo);
        Long all = total.find() ? Long.valueOf(Long.parseLong(total.group(1)) << 10) : null;
        String limit = cgroup.strip();
        if (!limit.matches("\\d{1,18}")) {
            return all;
        }
        long most = Long.parseLong(limit);
        return all == null || most < all ? Long.valueOf(most) : all;
    }

    /**
     * @param perCpu whether the agents count cpus; else they run so many tasks as the user said, whatever each wants
     * @throws Problem usage, where a task needs more than there is
     */
    public void check(List<Stage> stages, boolean perCpu) {
        for (Stage stage : stages) {
            int wanted = stage.limits().cpus();
            if (perCpu && wanted > cpus) {
                throw Problem.usage(
                        "a task of stage " + stage.name() + " needs " + wanted + " cpus, and this machine has " + cpus,
                        "lower resources: {cpus: …} of the stage, or run it on a cluster: --cluster NAME; agent:"
                                + " {slots: N} in muster.yml counts tasks here, not cpus");
            }
            if (stage.limits().gpus() > gpus) {
                throw Problem.usage(
                        "a task of stage " + stage.name() + " needs "
                                + stage.limits().gpus() + " gpus, and this machine has " + gpus,
                        "run it on a cluster: --cluster NAME; or, where there are some that were not found, write"
                                + " agent: {resources: {gpus: N}} in muster.yml");
            }
            Long bytes = stage.limits().memory();
            if (bytes != null && memory != null && bytes > memory) {
                throw Problem.usage(
                        "a task of stage " + stage.name() + " needs " + MemorySize.format(bytes)
                                + " of memory, and this machine has " + MemorySize.format(memory >> 20 << 20),
                        "lower resources: {memory: …} of the stage, or run it on a cluster: --cluster NAME");
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return ""; // not Linux, or no control groups: not known
        }
    }
}
