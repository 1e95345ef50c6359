package org.musterhpc.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFoldersTest {
    @TempDir
    Path workdir;

    @Test
    void everyFolderIsMadeThatIsNotThere() {
        assertThat(OutputFolders.make(
                        workdir,
                        List.of("plain.txt", "out/main/000001.txt", workdir + "/deep/er/x", "out/main/other.txt")))
                .isNull();
        assertThat(workdir.resolve("out/main")).isEmptyDirectory();
        assertThat(workdir.resolve("deep/er")).isEmptyDirectory();
    }

    @Test
    void folderBehindALinkIsThere() throws Exception {
        Path elsewhere = Files.createDirectory(workdir.resolve("elsewhere"));
        Files.createSymbolicLink(workdir.resolve("out"), elsewhere);
        assertThat(OutputFolders.make(workdir, List.of("out/a.txt", "out/main/b.txt")))
                .isNull();
        assertThat(elsewhere.resolve("main")).isDirectory();
    }

    @Test
    void whyOneCannotBeMadeIsTold() throws Exception {
        Files.writeString(workdir.resolve("out"), "a file");
        assertThat(OutputFolders.make(workdir, List.of("out/main/1.txt")))
                .startsWith("the folder of out/main/1.txt cannot be made: ");
        assertThat(OutputFolders.make(workdir, List.of("out/1.txt")))
                .isEqualTo("the folder of out/1.txt cannot be made: " + workdir.resolve("out") + " is a file");
    }
}
