package org.musterhpc.agent.container;

import java.util.Map;
import java.util.Set;

/** Whose devices a task has, by the variables through which a scheduler, or the agent, gave it some. */
record Devices(boolean nvidia, boolean amd) {
    private static final Set<String> NONE = Set.of("", "NoDevFiles", "-1", "none", "void");

    static Devices of(Map<String, String> environment) {
        return new Devices(
                any(environment, "CUDA_VISIBLE_DEVICES") || any(environment, "NVIDIA_VISIBLE_DEVICES"),
                any(environment, "ROCR_VISIBLE_DEVICES") || any(environment, "HIP_VISIBLE_DEVICES"));
    }

    private static boolean any(Map<String, String> environment, String name) {
        return !NONE.contains(environment.getOrDefault(name, ""));
    }
}
