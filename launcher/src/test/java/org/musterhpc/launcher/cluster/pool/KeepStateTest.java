package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.Ceiling;

class KeepStateTest {
    private static final String FOUND = "    n=${file#deaths.}\n";

    @TempDir
    private Path folder;

    /** The keeper removes it as soon as the agent has lived for a minute. */
    @Test
    void deathThatIsOverWhileItIsLookedAtIsNone() throws Exception {
        String script;
        try (var in = Objects.requireNonNull(Keeper.class.getResourceAsStream("keep.sh"))) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(script).containsOnlyOnce(FOUND + "    {");
        Path keep = Files.writeString(
                folder.resolve("keep.sh"), script.replace(FOUND + "    {", FOUND + "    rm \"$file\"\n    {"));
        Files.writeString(folder.resolve("deaths.1"), "1 2 3\n");
        Files.writeString(folder.resolve("count"), "1\n");
        Path said = folder.resolve("said");
        Process state = new ProcessBuilder("sh", keep.toString(), "state")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(Ceiling.ends(state)).isTrue();
        assertThat(said).content().startsWith("wanted 1\ncount 1\nhost ");
        assertThat(state.exitValue()).isZero();
    }
}
