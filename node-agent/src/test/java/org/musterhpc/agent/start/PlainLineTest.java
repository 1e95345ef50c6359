package org.musterhpc.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.Spawners;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;

/** A line without a bash means what it means to a bash: by a real one, as only that knows. */
class PlainLineTest {
    private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

    /** What lines are made of here; much of it has a meaning somewhere. */
    private static final String[] PIECES = {
        "a",
        "B7",
        "x=y",
        "-n",
        "--",
        "/",
        ".",
        "%1",
        "@",
        "^",
        ",",
        ":",
        "+",
        " ",
        "  ",
        "\t",
        "\n",
        "'",
        "'",
        "'a b'",
        "\"",
        "\"",
        "\"c  d\"",
        "\\",
        "\\ ",
        "\\'",
        "\\\"",
        "\\\\",
        "\\n",
        "$",
        "$x",
        "`",
        "*",
        "?",
        "[",
        "]",
        "{a,b}",
        "~",
        "!",
        "#",
        "&",
        "|",
        ";",
        "<",
        ">",
        "(",
        ")",
        "ü",
        "\u00a0",
        "\u3000",
        "\r",
        "\u0001",
        "it's",
        "\"\\$\"",
        "\"\\a\"",
        "'\\'",
        "''",
        "\"\"",
        "\"é\""
    };

    @TempDir
    private Path folder;

    private final List<List<String>> begun = new ArrayList<>();
    private Spawner spawner;

    @BeforeEach
    void open() {
        spawner = Spawners.open();
    }

    @AfterEach
    void close() {
        spawner.close();
    }

    private static @Nullable List<String> words(String line) {
        return PlainLine.words(List.of("bash", "-c", line), PATH);
    }

    /** Runs a line as a task's; what it said. */
    private String said(String line, Map<String, String> env) throws Exception {
        Path output = folder.resolve("output");
        Files.deleteIfExists(output);
        RunSpec order = new RunSpec(List.of("bash", "-c", line), env, folder, output, null);
        Runner.Run task = new ProcessRunner(
                        new Spawner() {
                            @Override
                            public org.musterhpc.agent.process.Running spawn(Launch launch)
                                    throws org.musterhpc.agent.process.StartFailed {
                                begun.add(launch.argv());
                                return spawner.spawn(launch);
                            }

                            @Override
                            public void close() {}
                        },
                        new MemoryGuard(told -> {}))
                .start(order);
        assertThat(task.await(Duration.ofMinutes(1))).isTrue();
        Runner.ExitInfo ran = task.exit();
        return Files.readString(output) + "|" + ran.exit() + "|" + ran.signal();
    }

    @Test
    void wordsAreThoseOfBash() throws Exception {
        Random random = new Random(11);
        List<String> lines = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            StringBuilder line = new StringBuilder("probe ");
            for (int left = random.nextInt(7); left >= 0; left--) {
                line.append(PIECES[random.nextInt(PIECES.length)]);
            }
            List<String> words = words(line.toString());
            if (words != null) {
                lines.add(line.toString());
                words.subList(1, words.size())
                        .forEach(word -> expected.append(word).append('\0'));
                expected.append("\0end\0");
            }
        }
        assertThat(lines).hasSizeGreaterThan(3_000);
        Files.writeString(folder.resolve("lines"), String.join("\0", lines) + "\0");
        Files.writeString(folder.resolve("probe.sh"), """
                probe() { if (($#)); then printf '%s\\0' "$@"; fi; }
                while IFS= read -r -d '' line; do eval "$line"; printf '\\0end\\0'; done < lines
                """);
        String said = said("bash probe.sh", PATH);
        assertThat(said.getBytes(StandardCharsets.UTF_8))
                .isEqualTo((expected + "|0|0").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a|b",
                "a && b",
                "a;b",
                "a\nb",
                "a &",
                "a > b",
                "a 2>&1",
                "(a)",
                "a $x",
                "a \"$x\"",
                "a `b`",
                "a *.c",
                "a ?",
                "a [x]",
                "a {b,c}",
                "a ~",
                "~/a",
                "a #b",
                "! a",
                "x=1 a",
                "x=1",
                "%1",
                "a 'b",
                "a \"b",
                "a \\",
                "a \\\nb",
                "cd /",
                "echo a",
                "'echo' a",
                "test -e /",
                "printf a",
                "exec a",
                "time a",
                "if",
                "true x",
                "false --help",
                ":",
                ".",
                "",
                " ",
                "\n",
                "# a",
                "a ü",
                "a\rb",
                "'' a",
                "ulimit -c 0",
                "module load x"
            })
    void whatMightMeanMoreIsForBash(String line) {
        Map<String, String> env = Map.of("PATH", "/bin", "BASH_FUNC_module%%", "() { :; }");
        assertThat(PlainLine.words(List.of("bash", "-c", line), env)).isNull();
    }

    @Test
    void environmentMayChangeWhatALineMeans() {
        List<String> line = List.of("bash", "-c", "sort f");
        assertThat(PlainLine.words(line, PATH)).containsExactly("sort", "f");
        Map<String, String> without = Map.of("HOME", "/");
        assertThat(PlainLine.words(line, without)).isNull();
        for (Map.Entry<String, String> entry : Map.of(
                        "BASH_ENV", "x",
                        "SHELLOPTS", "xtrace",
                        "BASH_FUNC_sort%%", "() { :; }",
                        "sort", "() { :; }",
                        "PATH", "/bin:~/bin")
                .entrySet()) {
            Map<String, String> env = new HashMap<>(PATH);
            env.put(entry.getKey(), entry.getValue());
            assertThat(PlainLine.words(line, env)).as(entry.getKey()).isNull();
        }
    }

    @Test
    void noBashIsStartedForAProgram() throws Exception {
        assertThat(said("  head -c 3 'output' /dev/null  \n", PATH)).contains("|0|0");
        assertThat(begun).containsExactly(List.of("head", "-c", "3", "output", "/dev/null"));
    }

    /** Beside what bash itself says of the line, started by a shell that leaves no choice. */
    @ParameterizedTest
    @CsvSource({
        "no-such-program x",
        "./plain x",
        "./folder",
        "./locked",
        "./orphan",
        "true",
        "false",
        "env",
        "printenv _",
        "sh -c 'kill -9 $$'"
    })
    void endsAndSaysWhatBashDoes(String line) throws Exception {
        script("plain", "[[ $1 == x ]] && echo bash=${BASH_VERSION:0:1}\n");
        script("orphan", "#!/no/such/interpreter\n");
        script("locked", "#!/bin/sh\n");
        Files.setPosixFilePermissions(folder.resolve("locked"), PosixFilePermissions.fromString("rw-------"));
        Files.createDirectory(folder.resolve("folder"));
        Map<String, String> env = Map.of("PATH", "/usr/bin:/bin", "SHLVL", "2", "PWD", folder.toString());

        String direct = said(line, env).replaceAll("MUSTER_TOKEN=.*", "").replaceAll("env: line", "line");
        String bash = said(":;" + line, env).replaceAll("MUSTER_TOKEN=.*", "");
        assertThat(lines(direct)).containsExactlyInAnyOrderElementsOf(lines(bash));
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.startsWith("SHLVL=")).toList();
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
