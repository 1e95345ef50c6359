package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musterhpc.queue.model.Container;

/**
 * What a command finds in its container.
 *
 * @param environment variables beside the image's own
 * @param folders that it has under their own paths, beside the mounts of the container
 * @param task who it is, for people who look at the engine's list
 */
public record InContainer(Container container, Map<String, String> environment, List<Path> folders, String task) {
    /** Of the node: by these a scheduler, or the agent, says which of its devices are the task's. */
    public static final Set<String> DEVICES = Set.of(
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES",
            "ROCR_VISIBLE_DEVICES",
            "HIP_VISIBLE_DEVICES",
            "GPU_DEVICE_ORDINAL",
            "ZE_AFFINITY_MASK");

    private static final Set<String> OTHERS = Set.of("OMP_NUM_THREADS", "TZ");
    private static final List<String> PREFIXES = List.of("MUSTER_", "SLURM_", "PBS_");

    public InContainer {
        environment = Map.copyOf(environment);
        folders = List.copyOf(folders);
    }

    /**
     * What of a task's environment is meant for it, rather than a part of the node's.
     *
     * @param own names that its campaign gives
     */
    static Map<String, String> passed(Map<String, String> environment, Set<String> own) {
        Map<String, String> passed = new HashMap<>(environment);
        passed.keySet()
                .removeIf(name -> !own.contains(name)
                        && !DEVICES.contains(name)
                        && !OTHERS.contains(name)
                        && PREFIXES.stream().noneMatch(name::startsWith));
        return passed;
    }
}
