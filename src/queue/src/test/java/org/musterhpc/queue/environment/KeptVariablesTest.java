package org.musterhpc.queue.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptVariablesTest {

    @Test
    void whatWasSetAsideIsThereAgainAndWhatWasNotThereIsNot() {
        Map<String, String> env = new HashMap<>(Map.of(
                "MUSTER_KEPT_LC_ALL", "",
                "LC_ALL", "C.UTF-8",
                "MUSTER_KEPT_JAVA_TOOL_OPTIONS", "=-Da=b",
                "MUSTER_KEPT__JAVA_OPTIONS", "=",
                "PATH", "/bin"));

        KeptVariables.giveBack(env);

        assertThat(env)
                .containsOnly(
                        Map.entry("JAVA_TOOL_OPTIONS", "-Da=b"),
                        Map.entry("_JAVA_OPTIONS", ""),
                        Map.entry("PATH", "/bin"));
    }
}
