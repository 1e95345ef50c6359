package org.musterhpc.launcher.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.problem.Problem;

class CallbackTest {
    private static final Duration OFTEN = Duration.ofMillis(5);

    @TempDir
    Path folder;

    private Callback callback(String command) {
        return new Callback(command, folder, Map.of("TOLD", "yes"), false);
    }

    private int run(String command, List<String> lines) {
        return callback(command).run(lines, OFTEN, () -> true);
    }

    @Test
    void itIsToldLinesInItsFolderAndItsStatusComesBack() throws IOException {
        assertThat(run("cat > told; echo $TOLD >> told; exit 5", List.of("a b", "ä")))
                .isEqualTo(5);
        assertThat(folder.resolve("told")).content().isEqualTo("a b\nä\nyes\n");
    }

    @Test
    void whatItDoesNotReadIsItsOwnAffair() {
        assertThat(run("exit 0", Collections.nCopies(10_000, "x".repeat(100)))).isZero();
    }

    @Test
    void manyLinesAreToldWhole() throws IOException {
        assertThat(run("wc -l > told", Collections.nCopies(100_000, "{\"id\":\"x\"}")))
                .isZero();
        assertThat(Files.readString(folder.resolve("told")).strip()).isEqualTo("100000");
    }

    @Test
    void whatIsNotToGoOnEndsWithAllThatItStarted() throws IOException {
        int[] asked = {0};
        int status = callback("sleep 600 & echo $! > pid; wait").run(List.of(), OFTEN, () -> {
            asked[0]++;
            return !Files.exists(folder.resolve("pid")) || pid().isEmpty();
        });
        assertThat(status).isEqualTo(Callback.STOPPED);
        assertThat(asked[0]).isPositive();
        ProcessHandle.of(Long.parseLong(pid()))
                .ifPresent(sleep -> sleep.onExit().join());
    }

    private String pid() {
        try {
            return Files.readString(folder.resolve("pid")).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat",
                "cat > x",
                "  cat",
                "A=b ./what && true",
                "$PROGRAM",
                "'./a b'",
                "{ cat; }",
                "if true; then cat; fi"
            })
    void whatMayBeThereIsNotRefused(String command) {
        assertThatCode(() -> callback(command).check("--exec")).doesNotThrowAnyException();
    }

    @Test
    void programThatIsNotThereIsNamedWithWhatToDo() throws IOException {
        assertThatThrownBy(() -> callback("./flags.py x.sqlite").check("--exec"))
                .hasMessage("--exec: there is no program './flags.py' here, or it cannot be run")
                .extracting(e -> ((Problem) e).advice() + " " + ((Problem) e).exit())
                .isEqualTo(
                        "look at " + folder.resolve("flags.py") + ": it has to be there, and executable (chmod +x) 2");
        Files.writeString(folder.resolve("flags.py"), "#!/bin/sh\n");
        assertThatThrownBy(() -> callback("./flags.py").check("--exec")).isInstanceOf(Problem.class);
        assertThat(folder.resolve("flags.py").toFile().setExecutable(true)).isTrue();
        callback("./flags.py").check("--exec");
        assertThatThrownBy(() -> callback("nobody-has-this").check("x")).hasMessageContaining("'nobody-has-this'");
        assertThatThrownBy(() -> callback(" ").check("--exec")).hasMessage("--exec: it is empty");
    }

    @Test
    void shellTellsWhatIsNotThere() {
        assertThat(Callback.notThere(run("true; nobody-has-this 2>&-", List.of())))
                .isTrue();
        assertThat(Callback.notThere(run("exit 1", List.of()))).isFalse();
        assertThat(callback("true; nobody-has-this").missing("--exec"))
                .hasMessageContaining("a program in 'true; nobody-has-this' is not there");
    }
}
