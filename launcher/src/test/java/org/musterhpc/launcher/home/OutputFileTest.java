package org.musterhpc.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;

class OutputFileTest {
    @TempDir
    Path folder;

    @Test
    void itIsForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("a.html");
        new OutputFile(file, false).write(out -> out.write('x'));
        assertThat(file).hasContent("x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void oneThatIsThereStaysUnlessToldOtherwise() throws IOException {
        Path file = Files.writeString(folder.resolve("a.html"), "mine");
        assertThatThrownBy(() -> new OutputFile(file, false).write(out -> out.write('x')))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is there already");
        assertThat(file).hasContent("mine");
        new OutputFile(file, true).write(out -> out.write('x'));
        assertThat(file).hasContent("x");
    }

    @Test
    void oneThatComesToBeThereMeanwhileStays() throws IOException {
        Path file = folder.resolve("a.html");
        assertThatThrownBy(() -> new OutputFile(file, false).write(out -> Files.writeString(file, "mine")))
                .isInstanceOf(Problem.class);
        assertThat(file).hasContent("mine");
        assertThat(names()).containsExactly("a.html");
    }

    @Test
    void nothingIsLeftOfOneThatCouldNotBeWrittenWhole() throws IOException {
        assertThatThrownBy(() -> new OutputFile(folder.resolve("a.html"), false).write(out -> {
                    out.write('x');
                    throw new IOException("disk is full");
                }))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("disk is full");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFolderThatIsMissingIsToldBeforeAnythingIsGathered() {
        assertThatThrownBy(() -> new OutputFile(folder.resolve("none/a.html"), false).check())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> new OutputFile(folder, true).check()).isInstanceOf(Problem.class);
    }

    private String[] names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toArray(String[]::new);
        }
    }
}
