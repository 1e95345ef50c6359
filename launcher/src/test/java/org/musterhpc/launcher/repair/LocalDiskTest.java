package org.musterhpc.launcher.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;

class LocalDiskTest {
    @TempDir
    Path folder;

    private final Disk disk = new LocalDisk();
    private List<String> names;

    @BeforeEach
    void lay() throws Exception {
        Files.createDirectory(folder.resolve("out"));
        names = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            names.add("out/" + i);
            Path file = Files.createFile(folder.resolve("out/" + i));
            Files.setLastModifiedTime(file, FileTime.from(1_000 + i, TimeUnit.SECONDS));
        }
    }

    private long time(String name) {
        return disk.times(folder.toString(), List.of(name))[0];
    }

    @Test
    void timesAreTheSameWhetherAFolderIsListedOrNot() {
        for (int round = 0; round < 2; round++) {
            long[] times = disk.times(folder.toString(), names);
            for (int i = 0; i < 300; i++) {
                assertThat(times[i]).isEqualTo(1_000 + i);
            }
        }
        assertThat(time(folder.resolve("out/7").toString())).isEqualTo(1_007);
        assertThat(time("out/../out/8")).isEqualTo(1_008);
        assertThat(time("out/")).isGreaterThan(2_000);
    }

    @Test
    void whatHasComeSinceTheFolderWasListedIsThere() throws Exception {
        Files.delete(folder.resolve("out/5"));
        disk.times(folder.toString(), names);
        assertThat(time("out/5")).isEqualTo(Disk.GONE);
        Files.createFile(folder.resolve("out/5"));
        assertThat(time("out/5")).isGreaterThan(2_000);
    }

    @Test
    void filesOfAFolderThatIsNotThereAreGone() {
        List<String> other = names.stream().map(name -> "other/" + name).toList();
        assertThat(disk.times(folder.toString(), other)).containsOnly(Disk.GONE);
        assertThat(time("out/7/below a file")).isEqualTo(Disk.GONE);
        assertThat(time("x".repeat(300))).isEqualTo(Disk.GONE);
    }

    @Test
    void linkIsWhatItLeadsTo() throws Exception {
        Files.createSymbolicLink(folder.resolve("out/link"), Path.of("7"));
        Files.createSymbolicLink(folder.resolve("out/nowhere"), Path.of("none"));
        Files.createSymbolicLink(folder.resolve("out/round"), Path.of("round"));
        Files.createSymbolicLink(folder.resolve("all"), Path.of("out"));
        for (int round = 0; round < 2; round++) {
            assertThat(time("out/link")).isEqualTo(1_007);
            assertThat(time("out/nowhere")).isEqualTo(Disk.GONE);
            assertThat(time("all/9")).isEqualTo(1_009);
            disk.times(folder.toString(), names);
            disk.times(
                    folder.toString(),
                    names.stream().map(name -> name.replace("out", "all")).toList());
        }
    }

    @Test
    void namesThatAreNoTextAreFoundInAListToo() throws Exception {
        Files.createFile(folder.resolve("out/grün"));
        for (int round = 0; round < 2; round++) {
            assertThat(time("out/grün")).isGreaterThan(2_000);
            assertThat(time("out/blau")).isEqualTo(Disk.GONE);
            disk.times(folder.toString(), names);
        }
    }

    @Test
    void folderOfTheTasksThatIsNotThereIsToldRatherThanAllItsOutputs() {
        assertThatThrownBy(() -> disk.times(folder.resolve("none").toString(), names))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("none, in which tasks run, is not there");
    }
}
