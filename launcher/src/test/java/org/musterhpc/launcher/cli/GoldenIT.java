package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every command prints, and its exit status, byte for byte. Each file in {@code golden/} is a script: lines that begin
 * with {@code $} (into a pipe) or {@code %} (on a terminal) are typed, lines that begin with {@code @} change the world (see
 * {@link GoldenWorld#happens}), and what stands below is what was printed: {@code |} and {@code !} begin a line on standard
 * output and standard error, {@code =} the exit status. To try more, write the line that is typed, and run this with
 * {@code -Dupdate.golden=true}, which writes what is printed now.
 */
class GoldenIT {
    private static final Path GOLDEN = Path.of("src/test/resources/org/musterhpc/launcher/cli/golden");
    private static final boolean UPDATE = Boolean.getBoolean("update.golden");

    @TempDir
    static Path folder;

    private static GoldenWorld world;

    @BeforeAll
    static void make() throws IOException {
        world = new GoldenWorld(folder.toRealPath());
    }

    @AfterAll
    static void end() {
        world.close();
    }

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void commandsPrintWhatTheyAlwaysPrinted(Path script) throws IOException {
        String before = Files.readString(script);
        String now = play(before.lines().toList());
        if (UPDATE) {
            Files.writeString(script, now);
        }
        String expected = UPDATE ? now : before;
        List<String> were = commands(expected);
        List<String> are = commands(now);
        for (int i = 0; i < Math.min(were.size(), are.size()); i++) {
            assertThat(are.get(i)).isEqualTo(were.get(i));
        }
        assertThat(now).isEqualTo(expected);
    }

    /** Each with what it printed. */
    private static List<String> commands(String script) {
        return List.of(script.split("\n(?=[$%] )"));
    }

    private static String play(List<String> script) throws IOException {
        world.again();
        List<String> played = new ArrayList<>();
        for (String line : script) {
            if (line.startsWith("$ ") || line.startsWith("% ")) {
                played.add(line);
                played.addAll(world.types(line));
            } else if (line.startsWith("@ ")) {
                played.add(line);
                world.happens(line.substring(2));
            } else if (line.isEmpty() || line.startsWith("#")) {
                played.add(line);
            }
        }
        return String.join("\n", played) + "\n";
    }

    @Test
    void everyCommandIsTypedAndThoseThatPrintAreTypedForPrograms() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path script : scripts().toList()) {
            all.append(Files.readString(script));
        }
        for (String command : Catalogue.entries().keySet()) {
            assertThat(all).containsPattern("(?m)^[$%] muster " + command + "\\b");
            assertThat(all).containsPattern("(?m)^[$%] muster " + command + "\\b.* --json");
        }
    }
}
