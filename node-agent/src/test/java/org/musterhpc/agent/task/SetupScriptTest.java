package org.musterhpc.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.Spawners;
import org.musterhpc.agent.start.ProcessRunner;

/** By a real bash, as only that knows its rules. */
class SetupScriptTest {
    @TempDir
    Path folder;

    private Spawner spawner;
    private Path output;
    private SetupScript setup;

    @BeforeEach
    void open() throws IOException {
        spawner = Spawners.open();
        output = folder.resolve("output");
        Files.writeString(folder.resolve("good.sh"), "false\nGOOD=1\n");
        Files.writeString(
                folder.resolve("grumbling.sh"), "grep -q x /dev/null\n[ -e nothing ] && export NEVER=1\ntrue\n");
        Files.writeString(folder.resolve("bad.sh"), "true\nreturn 4\n");
    }

    @AfterEach
    void close() {
        spawner.close();
    }

    private Runner.ExitInfo run(String lines, String command) throws IOException, InterruptedException {
        setup = new SetupScript(
                lines, Files.createDirectories(folder.resolve("it's $HOME")).resolve("mark"));
        setup.clear();
        Files.deleteIfExists(output);
        Runner.Run begun = new ProcessRunner(spawner, new MemoryGuard(told -> {}))
                .start(new RunSpec(
                        List.of("bash", "-c", setup.before(command)),
                        Map.of("PATH", System.getenv("PATH")),
                        folder,
                        output,
                        null));
        assertThat(begun.await(java.time.Duration.ofMinutes(1))).isTrue();
        return begun.exit();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source ./no-such-file.sh",
                "no-such-command load x",
                "false\nexport A=1",
                "export A=1\n  false  # why",
                "set -e\nfalse",
                "source ./bad.sh\ntrue",
                "f() { return 3; }\nf",
                "(exit 2)",
                "exit 0",
                "exit 5",
                "kill -9 $$",
                "if true; then",
                "echo 'unclosed",
                "true && false",
                "trap 'echo theirs' EXIT; false",
                "exec true"
            })
    void noCommandRunsWhereItFailed(String lines) throws Exception {
        Runner.ExitInfo ran = run(lines, "echo ran");
        assertThat(setup.failure(ran)).isNotNull();
        assertThat(output).content().doesNotContain("ran\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export A=1",
                "\n\n# only a remark\n",
                "source ./good.sh",
                "source ./grumbling.sh",
                "false || true",
                "if false; then x; fi",
                "[ -e nothing ] && echo no\ntrue",
                "! true",
                "cat <<X > /dev/null\n'\nX",
                "set -C",
                "set -u; set -o pipefail",
                "f() { false; true; }; f",
                "trap 'echo theirs' ERR",
                "while read -r x; do false && true; done < good.sh"
            })
    void commandRunsWhereItSucceeded(String lines) throws Exception {
        Runner.ExitInfo ran = run(lines, "false\necho ran; exit 7");
        assertThat(setup.failure(ran)).isNull();
        assertThat(output).content().contains("ran\n");
        assertThat(ran.exit()).isEqualTo(7);
    }

    @Test
    void failureNamesStatusAndCommand() throws Exception {
        SetupScript.Failure failure = setup("export A=1\nno-such-module load x/1.0\n");
        assertThat(failure.status()).isEqualTo(127);
        assertThat(failure.reason()).isEqualTo("setup failed with status 127 at: no-such-module load x/1.0");
        assertThat(setup("exit 5").reason()).isEqualTo("setup ended the shell with status 5 before the command");
        assertThat(setup("kill -9 $$").reason()).isEqualTo("setup ended the shell with signal 9 before the command");
    }

    private SetupScript.Failure setup(String lines) throws Exception {
        Runner.ExitInfo ran = run(lines, "echo ran");
        return Objects.requireNonNull(setup.failure(ran));
    }

    @Test
    void nothingOfItIsLeftForTheCommand() throws Exception {
        run("export A=1", "trap -p; compgen -v | grep -i -e mark -e setup; echo $A");
        assertThat(output).hasContent("1\n");
        run("trap 'echo theirs' ERR", "false; true");
        assertThat(output).content().contains("theirs");
    }

    @Test
    void whatFailsInTheCommandIsTheCommands() throws Exception {
        for (String command : List.of("false", "exit 3", "if then", "kill -TERM $$", "source ./bad.sh")) {
            Runner.ExitInfo ran = run("export A=1", command);
            assertThat(setup.failure(ran)).as(command).isNull();
        }
    }

    @Test
    void whereItMayFailTheCommandRuns() {
        SetupScript careless = new SetupScript("false", null);
        assertThat(careless.before("echo x")).isEqualTo("false\necho x");
        assertThat(careless.failure(new Runner.ExitInfo(0, 0, null, 0, 0))).isNull();
    }
}
