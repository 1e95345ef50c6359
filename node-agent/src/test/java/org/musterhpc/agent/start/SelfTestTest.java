package org.musterhpc.agent.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.task.Runner;

class SelfTestTest {
    @TempDir
    Path folder;

    private Path logs;
    private Path scratch;

    @BeforeEach
    void setUp() throws IOException {
        logs = Files.createDirectory(folder.resolve("logs"));
        scratch = Files.createDirectory(folder.resolve("scratch"));
    }

    @Test
    void healthyNodePassesAndNothingIsLeftBehind() throws IOException {
        try (Spawner spawner = new EarlySpawner()) {
            Runner real = new ProcessRunner(spawner, new MemoryGuard(told -> {}));
            assertThatCode(new SelfTest(logs, scratch, folder, real)::run).doesNotThrowAnyException();
            assertThatCode(new SelfTest(logs, scratch, null, real)::run).doesNotThrowAnyException();
        }
        assertThat(logs).isEmptyDirectory();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path gone = folder.resolve("gone");

        assertThatThrownBy(new SelfTest(gone, scratch, null, ending(0))::run)
                .isInstanceOf(UnfitNode.class)
                .hasMessageContainingAll("logs", gone.toString());
        assertThatThrownBy(new SelfTest(logs, file, null, ending(0))::run)
                .hasMessageContainingAll("scratch", file.toString());
        assertThatThrownBy(new SelfTest(logs, scratch, gone, ending(0))::run)
                .hasMessageContainingAll("working folder", gone.toString());
        assertThatThrownBy(new SelfTest(logs, scratch, null, ending(127))::run).hasMessageContaining("exit status 127");
    }

    @Test
    void nodeThatCannotStartAnythingIsUnfit() {
        Runner none = order -> {
            throw new IOException("out of process ids");
        };

        assertThatThrownBy(new SelfTest(logs, scratch, null, none)::run).hasMessageContaining("out of process ids");
    }

    @Test
    void folderInWhichNothingCanBeMadeIsUnfit() {
        assertThatThrownBy(new SelfTest(logs, Path.of("/proc"), null, ending(0))::run)
                .hasMessageContainingAll("scratch", "/proc", "cannot be written");
    }

    private static Runner ending(int status) {
        return order -> new Runner.Run() {
            @Override
            public boolean await(Duration most) {
                return true;
            }

            @Override
            public void kill(Duration grace) {}

            @Override
            public Runner.ExitInfo exit() {
                return new Runner.ExitInfo(status, 0, null, 0, 0);
            }
        };
    }
}
