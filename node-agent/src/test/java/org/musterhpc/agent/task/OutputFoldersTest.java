package org.musterhpc.agent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFoldersTest {
    @TempDir
    Path workdir;

    @Test
    void everyFolderIsMadeThatIsNotThere() throws Exception {
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
    void wayThatGoesUpAgainIsGone() throws Exception {
        assertThat(OutputFolders.make(workdir, List.of("a/../b/x.txt"))).isNull();
        assertThat(workdir.resolve("a/../b")).isDirectory();
    }

    @Test
    void whyOneCannotBeMadeIsTold() throws Exception {
        Files.writeString(workdir.resolve("out"), "a file");
        for (String output : List.of("out/main/1.txt", "out/1.txt")) {
            assertThat(OutputFolders.make(workdir, List.of(output)))
                    .isEqualTo("the folder of " + output + " cannot be made: " + workdir.resolve("out") + " is a file");
        }
    }

    @Test
    void nothingIsMadeWhereALinkLeadsNowhere() throws Exception {
        Path nowhere = workdir.resolve("nowhere");
        Files.createSymbolicLink(workdir.resolve("out"), nowhere);
        for (String output : List.of("out/1.txt", "out/main/1.txt")) {
            assertThat(OutputFolders.make(workdir, List.of(output)))
                    .isEqualTo("the folder of " + output + " cannot be made: " + workdir.resolve("out")
                            + " is a link that leads to no folder");
        }
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void folderThatMayNotBeWrittenToIsNamed() throws Exception {
        Path closed = Files.createDirectory(
                workdir.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        boolean root = Files.isWritable(closed); // who may write anywhere
        assertThat(OutputFolders.make(workdir, List.of("closed/a/b/1.txt")))
                .isEqualTo(
                        root
                                ? null
                                : "the folder of closed/a/b/1.txt cannot be made: no permission to make "
                                        + closed.resolve("a"));
    }

    @Test
    void nameThatIsTooLongIsTheFaultOfTheTask() throws Exception {
        assertThat(OutputFolders.make(workdir, List.of("out/" + "x".repeat(300) + "/1.txt")))
                .endsWith(" cannot be made: a name in it is longer than 255 bytes");
    }

    /** As a disk that is full: another node may do better. */
    @Test
    void whatOnlyThisNodeCannotDoIsTheNodesFault() {
        assumeThat(Files.isDirectory(Path.of("/proc/self"))).isTrue();
        assertThatThrownBy(() -> OutputFolders.make(workdir, List.of("/proc/self/fd/muster/1.txt")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the folder /proc/self/fd/muster cannot be made: ");
    }
}
