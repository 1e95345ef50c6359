package org.musterhpc.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StartScriptTest {

    /** An agent behaves on a cluster as it does here. */
    @Test
    void givesJavaTheSameOptionsAsTheProgramBesideMuster() throws IOException {
        String ours = Files.readString(Path.of("..", "bin", "muster-agent"));
        assertThat(options(new String(RemoteScript.bytes(AgentBundle.PROGRAM), StandardCharsets.UTF_8)))
                .containsAll(options(ours))
                .hasSizeGreaterThan(5);
    }

    private static List<String> options(String script) {
        Matcher option = Pattern.compile("-(XX:[+A-Za-z]+(=\\w+)?|X(ms|mx|ss)\\w+|-enable-native-access=\\S+[A-Z])")
                .matcher(script);
        return option.results().map(result -> result.group()).toList();
    }
}
