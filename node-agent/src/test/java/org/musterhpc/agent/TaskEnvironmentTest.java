package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.environment.ByteText;

class TaskEnvironmentTest {

    @Test
    void passwordOfWhoeverStartedTheAgentByHandIsNotTheTasks() {
        Map<String, String> environment = TaskEnvironment.of(
                Map.of("MUSTER_REDIS_PASSWORD", "secret", "MUSTER_PARAM_X", "another's", "PATH", "/bin"));
        assertThat(environment).containsOnlyKeys("PATH");
    }

    @Test
    void variablesAreReadAsTheBytesThatTheyAre() {
        byte[] block = "A=caf\u00e9\0B=x=y\nz\0BASH_FUNC_module%%=() {  :\n}\0A=second\0odd\0=:=x\0EMPTY=\0half"
                .getBytes(StandardCharsets.ISO_8859_1);
        Map<String, String> environment = TaskEnvironment.parsed(block);

        assertThat(environment).containsOnlyKeys("A", "B", "BASH_FUNC_module%%", "=:", "EMPTY");
        assertThat(environment).containsEntry("B", "x=y\nz").containsEntry("EMPTY", "");
        assertThat(ByteText.bytes(environment.get("A"))).isEqualTo("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatWasSetAsideForJavaIsTheTasksAgain() {
        Map<String, String> environment = TaskEnvironment.of(Map.of(
                "LC_ALL",
                "C.UTF-8",
                "MUSTER_KEPT_LC_ALL",
                "=C",
                "MUSTER_KEPT_JAVA_TOOL_OPTIONS",
                "=-Xmx1g",
                "PWD",
                "/x",
                "OLDPWD",
                "/y"));
        assertThat(environment).containsOnly(Map.entry("LC_ALL", "C"), Map.entry("JAVA_TOOL_OPTIONS", "-Xmx1g"));
    }
}
