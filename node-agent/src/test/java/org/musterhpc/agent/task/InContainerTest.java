package org.musterhpc.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of a task's environment is meant for it, and what is the node's. */
class InContainerTest {
    @Test
    void environmentOfTheNodeIsNotPassed() {
        Map<String, String> whole = new HashMap<>(Map.of("PATH", "/usr/bin", "HOME", "/h", "LD_LIBRARY_PATH", "/l"));
        whole.putAll(Map.of("MUSTER_RESULT", "/r", "SLURM_JOB_ID", "7", "CUDA_VISIBLE_DEVICES", "1", "OWN", "o"));
        assertThat(InContainer.passed(whole, Set.of("OWN")))
                .containsOnlyKeys("MUSTER_RESULT", "SLURM_JOB_ID", "CUDA_VISIBLE_DEVICES", "OWN");
        assertThat(InContainer.passed(whole, Set.of("PATH"))).containsEntry("PATH", "/usr/bin");
    }
}
