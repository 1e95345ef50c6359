package org.musterhpc.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {
    private static final String LONG = "x".repeat(300);

    private static final List<String> NASTY = List.of(
            "../../x",
            "a/../b",
            "b",
            "a/b",
            "/a/b",
            "//",
            "/",
            "",
            ".",
            "..",
            "...",
            "./a",
            "a/",
            "a",
            "a.1",
            "a.1.log",
            "a.1.log/b",
            "a.1%2Elog/b",
            "nul\0",
            "nul",
            "new\nline",
            "new%0Aline",
            "%",
            "%2E",
            "?",
            "\ud800",
            "\udc00",
            "%uD800",
            "ü",
            "u\u0308",
            "日本".repeat(100),
            LONG,
            LONG + "y",
            LONG + "/" + LONG,
            "/".repeat(300),
            "a/".repeat(150),
            "a/".repeat(151),
            "~",
            "-rf",
            "a b",
            "$(reboot)",
            "a\\b");

    @TempDir
    Path logs;

    @Test
    void plainIdKeepsItsFolders() throws IOException {
        try (LogIndex index = LogIndex.open(logs, "agent")) {
            assertThat(new AttemptLog(index, logs).file("mars/ctx-12_a.cub", 2))
                    .isEqualTo(logs.resolve("tasks/mars/ctx-12_a.cub.2.log"));
        }
    }

    @Test
    void nastyIdsStayInTheFolderAndNeverShareAFile() throws IOException {
        Set<Path> files = new HashSet<>();
        try (LogIndex index = LogIndex.open(logs, "agent")) {
            AttemptLog log = new AttemptLog(index, logs);
            for (String id : NASTY) {
                for (int attempt : new int[] {1, 2, 11}) {
                    TaskOutput.Section section = log.begin(id, attempt);
                    assertThat(section.offset()).as(id).isZero();
                    Path real = section.file().toRealPath();
                    assertThat(real).as(id).startsWith(logs.resolve("tasks").toRealPath());
                    assertThat(files.add(real)).as(id).isTrue();
                    Files.writeString(section.file(), "text");
                    assertThat(log.end(section).length()).isPositive();
                    assertThat(files.add(new AttemptLog(index, logs, true)
                                    .begin(id, attempt)
                                    .file()
                                    .toRealPath()))
                            .as("second attempt at " + id)
                            .isTrue();
                }
            }
        }
        List<Path> outside = new ArrayList<>();
        try (var all = Files.walk(logs)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !files.contains(file))
                    .forEach(outside::add);
        }
        assertThat(outside).containsExactly(logs.resolve("agent/index.jsonl"));
    }

    @Test
    void nastyAgentNameStaysInTheFolder() throws IOException {
        try (LogIndex index = LogIndex.open(logs, "../up")) {
            assertThat(index.folder().toRealPath().getParent()).isEqualTo(logs.toRealPath());
        }
    }
}
