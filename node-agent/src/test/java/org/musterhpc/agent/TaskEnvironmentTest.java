package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskEnvironmentTest {
    @Test
    void passwordOfWhoeverStartedTheAgentByHandIsNotTheTasks() {
        Map<String, String> environment = TaskEnvironment.of(
                Map.of("MUSTER_REDIS_PASSWORD", "secret", "MUSTER_PARAM_X", "another's", "PATH", "/bin"));
        assertThat(environment).containsOnlyKeys("PATH");
    }
}
