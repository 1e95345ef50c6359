package org.musterhpc.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();
    private final Programs programs = new Programs(now::get);

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectory(folder.resolve("first"));
        Files.createDirectory(folder.resolve("second"));
        program("second");
    }

    private Path program(String where) throws IOException {
        Path file = Files.writeString(folder.resolve(where).resolve("p"), "#!/bin/sh\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Launch launch(String path) {
        return new Launch(List.of("p"), Map.of("PATH", path), folder, folder.resolve("out"), "t");
    }

    @Test
    void looksOnceASecond() throws Exception {
        Launch launch = launch("first:second");
        assertThat(programs.of(launch)).isEqualTo(folder.resolve("second/p"));
        program("first");
        assertThat(programs.of(launch)).isEqualTo(folder.resolve("second/p"));
        now.addAndGet(Duration.ofSeconds(1).toNanos() + 1);
        assertThat(programs.of(launch)).isEqualTo(folder.resolve("first/p"));
    }

    @Test
    void anotherPathIsAnotherLook() throws Exception {
        program("first");
        assertThat(programs.of(launch("first"))).isEqualTo(folder.resolve("first/p"));
        assertThat(programs.of(launch("second"))).isEqualTo(folder.resolve("second/p"));
    }

    @Test
    void looksAgainForWhatCouldNotBeStarted() throws Exception {
        Launch launch = launch("first:second");
        Files.delete(programs.of(launch));
        programs.forget(launch);
        assertThatThrownBy(() -> programs.of(launch)).hasMessage("no such program on the PATH: p");
    }
}
