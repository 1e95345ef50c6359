package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskEnvironmentTest {

    @Test
    void connectionByWhichTheArrayWasSubmittedIsNotTheTasks() {
        assertThat(TaskEnvironment.of(Map.of("HOME", "/h", "SSH_CLIENT", "::1 2 3", "SSH_CONNECTION", "::1 2 ::1 3")))
                .containsOnly(Map.entry("HOME", "/h"));
    }

    @Test
    void parametersOfAnotherTaskAreNotItsOwn() {
        assertThat(TaskEnvironment.of(Map.of("MUSTER_PARAM_N", "1", "MUSTER_CONFIG", "m.yml")))
                .containsOnlyKeys("MUSTER_CONFIG");
    }
}
