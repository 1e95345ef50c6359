package org.musterhpc.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.testkit.Together;

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
    void ofManyThatWriteANewFileAtOnceOneDoesAndItIsWhole() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path file = temp.resolve("file-" + round);
            List<String> texts =
                    IntStream.range(0, 8).mapToObj(i -> "text " + i + "\n").toList();
            List<Boolean> wrote = Together.each(texts, text -> PrivateFiles.writeNew(file, text));
            assertThat(wrote).containsOnlyOnce(true);
            assertThat(file).hasContent(texts.get(wrote.indexOf(true)));
            assertThat(rights(file)).isEqualTo("rw-------");
        }
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).hasSize(50);
        }
    }

    @Test
    void ofManyThatReplaceAFileAtOnceNoneDisturbsAnother() throws Exception {
        Path file = temp.resolve("file");
        List<String> texts =
                IntStream.range(0, 8).mapToObj(i -> "text " + i + "\n").toList();
        for (int round = 0; round < 50; round++) {
            Together.each(texts, text -> {
                PrivateFiles.write(file, text);
                return true;
            });
            assertThat(texts).contains(Files.readString(file));
        }
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).containsExactly(file);
        }
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
    void fileThatManyWriteAtOnceIsOneOfTheirsAndNothingIsLeft() throws Exception {
        Path file = temp.resolve("file");
        List<String> texts =
                IntStream.range(0, 8).mapToObj(n -> n + "\n".repeat(50_000)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(texts.size());
        try {
            List<Future<Object>> all = new ArrayList<>();
            for (String text : texts) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        PrivateFiles.write(file, text);
                        assertThat(texts).contains(Files.readString(file));
                    }
                    return null;
                }));
            }
            for (Future<Object> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(rights(file)).isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void nothingIsLeftOfAFileThatCannotBeWritten() throws Exception {
        assertThatThrownBy(() -> PrivateFiles.copy(temp.resolve("none"), temp.resolve("file")))
                .isInstanceOf(IOException.class);
        assertThat(temp).isEmptyDirectory();
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
