package org.musterhpc.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;

class AgentProgramTest {
    @TempDir
    Path bin;

    @Test
    void programIsFoundBesideMuster() throws Exception {
        Path program = Files.createFile(
                bin.resolve("muster-agent"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(AgentProgram.in(bin.toString())).isEqualTo(program);
    }

    @Test
    void missingProgramIsNamed() {
        assertThatThrownBy(() -> AgentProgram.in(bin.toString()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(bin.resolve("muster-agent").toString());
        assertThatThrownBy(() -> AgentProgram.in(null)).isInstanceOf(Problem.class);
    }
}
