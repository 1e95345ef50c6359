package org.musterhpc.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;

class PrivateFilesTest {
    @TempDir
    Path temp;

    @Test
    void foldersAreMadeForTheOwnerAloneWithTheirParents() throws Exception {
        PrivateFiles.folder(temp.resolve("a/b"));
        assertThat(rights(temp.resolve("a"))).isEqualTo("rwx------");
        assertThat(rights(temp.resolve("a/b"))).isEqualTo("rwx------");
    }

    @Test
    void folderThatOthersMayReadIsClosed() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        PrivateFiles.folder(temp);
        assertThat(rights(temp)).isEqualTo("rwx------");
    }

    @Test
    void folderThatOthersMayWriteToIsRefused() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> PrivateFiles.folder(temp)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.exit()).isEqualTo(Problem.USAGE);
            assertThat(problem.advice()).contains("chmod 700 " + temp);
        });
    }

    @Test
    void folderBelowOneThatOthersMayWriteToIsRefused() throws Exception {
        Path open = Files.createDirectory(temp.resolve("open"));
        Path within = Files.createDirectory(open.resolve("mine"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Path folder : new Path[] {within, open.resolve("new")}) {
            assertThatThrownBy(() -> PrivateFiles.folder(folder))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.advice()).contains("MUSTER_HOME"))
                    .hasMessageContaining("others may write to " + open);
        }
    }

    @Test
    void folderOfSomebodyElseIsRefused() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("only root can give folders away")
                .isEqualTo("root");
        Files.setOwner(
                temp, temp.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThatThrownBy(() -> PrivateFiles.folder(temp))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("belongs to nobody");
    }

    @Test
    void fileInTheWayIsNamed() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> PrivateFiles.folder(file))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("file");
        assertThatThrownBy(() -> PrivateFiles.folder(file.resolve("below"))).isInstanceOf(Problem.class);
    }

    @Test
    void fileIsReplacedWhole() throws Exception {
        Path file = temp.resolve("file");
        PrivateFiles.write(file, "one");
        PrivateFiles.write(file, "two");
        assertThat(file).hasContent("two");
        assertThat(rights(file)).isEqualTo("rw-------");
        assertThat(temp.toFile().list()).containsExactly("file");
    }

    private static String rights(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
