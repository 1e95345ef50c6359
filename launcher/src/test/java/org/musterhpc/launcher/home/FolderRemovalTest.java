package org.musterhpc.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.LateFiles;

/** What goes, and what stays, of a folder that is removed. */
class FolderRemovalTest {
    private static final int WRITERS = 4;

    @TempDir
    Path parent;

    @RepeatedTest(20)
    void goesFromUnderWhoeverWritesToIt() throws Exception {
        Path folder = parent.resolve("scratch");
        Path deep = Files.createDirectories(folder.resolve("deep"));
        CountDownLatch writing = new CountDownLatch(WRITERS);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Long>> ends = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> writers.submit(() -> write(deep, writer, writing)))
                    .toList();
            writing.await();
            FolderRemoval.removeFromWriters(folder);
            for (Future<Long> end : ends) {
                assertThat(end.get()).isPositive();
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(parent).isEmptyDirectory();
    }

    /** @return how many files there were until they had no place any more */
    private static long write(Path folder, int writer, CountDownLatch writing) throws IOException {
        for (long file = 0; ; file++) {
            try {
                Files.writeString(folder.resolve(writer + "-" + file), "x");
            } catch (NoSuchFileException e) {
                return file;
            }
            if (file == 10) {
                writing.countDown();
            }
        }
    }

    /** As an agent does that has not heard yet that its campaign is gone. */
    @RepeatedTest(3)
    void goesThoughSomeFilesComeWhileItIsRemoved() throws Exception {
        Path folder = Files.createDirectory(parent.resolve("campaign"));
        LateFiles.come(folder, () -> FolderRemoval.remove(folder, null));
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatIsNotThereNeedNotGo() throws IOException {
        FolderRemoval.removeFromWriters(parent.resolve("none"));
        FolderRemoval.remove(parent.resolve("none"), null);
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void linksGoAndWhatTheyLeadToStays() throws IOException {
        Path other = Files.createDirectory(parent.resolve("other"));
        Path file = Files.writeString(other.resolve("file"), "x");
        Path folder = Files.createDirectory(parent.resolve("scratch"));
        Files.createSymbolicLink(folder.resolve("link"), other);
        FolderRemoval.removeFromWriters(folder);
        assertThat(folder).doesNotExist();
        assertThat(file).exists();
    }

    @Test
    void whatIsKeptStaysWithWhatLeadsToIt() throws IOException {
        Path kept = Files.createDirectories(parent.resolve("campaign/logs"));
        Path log = Files.writeString(kept.resolve("log"), "x");
        Files.createDirectory(parent.resolve("campaign/other"));
        FolderRemoval.remove(parent.resolve("campaign"), kept);
        assertThat(log).exists();
        assertThat(parent.resolve("campaign")).isDirectoryContaining("glob:**/logs");
        assertThat(parent.resolve("campaign/other")).doesNotExist();
    }
}
