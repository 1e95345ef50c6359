package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of an attempt that runs, and that nobody is shown what another prints. */
class RunningLogTest {
    @TempDir
    Path logs;

    private Path agent;

    @BeforeEach
    void agent() throws IOException {
        agent = Files.createDirectory(logs.resolve("a"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(agent.resolve(name), text);
    }

    private void runs(int slot, String id, int attempt) throws IOException {
        String file = agent.resolve("slot-" + slot + ".now").toString();
        write(
                "slot-" + slot + ".runs",
                "{\"id\":\"" + id + "\",\"attempt\":" + attempt + ",\"file\":\"" + file + "\",\"offset\":0}  ");
    }

    private @Nullable TaskLog find(String id, int attempt) {
        return new RunningLog(logs).find("a", id, attempt);
    }

    private static String text(@Nullable TaskLog log) throws IOException {
        if (log == null) {
            return "(none)";
        }
        try (InputStream in = log.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void isWhatTheSlotWritesThatRunsIt() throws IOException {
        runs(0, "main/1", 1);
        write("slot-0.now", "one\n");
        runs(1, "main/2", 2);
        write("slot-1.now", "two\n");
        assertThat(text(find("main/1", 1))).isEqualTo("one\n");
        assertThat(text(find("main/2", 2))).isEqualTo("two\n");
        assertThat(find("main/2", 1)).isNull();
        assertThat(new RunningLog(logs).find("b", "main/1", 1)).isNull();
    }

    @Test
    void whereItHasEndedMeanwhileTheIndexTells() throws IOException {
        runs(0, "main/1", 1);
        write("slot-0.now", "");
        write("slot-0.log", "before\none\n");
        write(
                "index.jsonl",
                "{\"id\":\"main/1\",\"attempt\":1,\"file\":\"" + agent.resolve("slot-0.log")
                        + "\",\"offset\":7,\"length\":4}\n");
        assertThat(text(find("main/1", 1))).isEqualTo("one\n");
    }

    @Test
    void whatComesAfterItInTheSameFileIsNotShown() throws IOException {
        runs(0, "main/1", 1);
        write("slot-0.now", "one\n");
        TaskLog log = find("main/1", 1);
        runs(0, "main/2", 1);
        write("slot-0.now", "two\n");
        assertThat(text(log)).isEmpty();
    }

    @Test
    void noteThatNamesAFileElsewhereIsNotFollowed() throws IOException {
        Path secret = Files.writeString(logs.resolveSibling("secret-" + logs.getFileName()), "secret");
        write("slot-0.runs", "{\"id\":\"main/1\",\"attempt\":1,\"file\":\"" + secret + "\",\"offset\":0}");
        assertThat(find("main/1", 1)).isNull();
        write("slot-0.runs", "{\"id\":\"mai");
        assertThat(find("main/1", 1)).isNull();
        Files.delete(secret);
    }
}
