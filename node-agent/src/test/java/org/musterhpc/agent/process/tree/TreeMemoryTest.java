package org.musterhpc.agent.process.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeMemoryTest {
    private static final long MIB = 1L << 20;
    private static final ProcEntry PARENT = new ProcEntry(10, 1, 10, 10, 100);
    private static final ProcEntry CHILD = new ProcEntry(11, 10, 10, 10, 200);

    @TempDir
    Path proc;

    @Test
    void sharesAreReadOnlyWhereResidentSizesAreTooMuch() throws IOException {
        resident(PARENT, 40);
        resident(CHILD, 20);

        assertThat(tree(false).above(60 * MIB)).isEqualTo(60 * MIB);

        write(PARENT, "smaps_rollup", "Rss: 40960 kB\nPss:       30720 kB\nPss_Anon: 1 kB\n");
        write(CHILD, "smaps_rollup", "Pss:       10240 kB\n");
        assertThat(tree(false).above(59 * MIB)).isEqualTo(40 * MIB);
    }

    @Test
    void kernelWithoutSumsIsAskedForTheParts() throws IOException {
        resident(PARENT, 40);
        write(PARENT, "smaps", "00-11 r-xp\nPss: 1024 kB\n11-22 rw-p\nPss: 2048 kB\n");
        assertThat(tree(false).above(10 * MIB)).isEqualTo(3 * MIB);
    }

    @Test
    void whoseSharesAreNotOursToReadCountsWhole() throws IOException {
        resident(PARENT, 40);
        assertThat(tree(false).above(10 * MIB)).isEqualTo(40 * MIB);
    }

    @Test
    void memoryThatAChildStillSharesWithItsParentCountsOnce() throws IOException {
        for (ProcEntry entry : List.of(PARENT, CHILD)) {
            resident(entry, 40);
            write(entry, "smaps_rollup", "Pss: 40960 kB\n");
        }
        assertThat(tree(true).above(60 * MIB)).isEqualTo(40 * MIB);
        assertThat(tree(false).above(60 * MIB)).isEqualTo(80 * MIB);
    }

    @Test
    void whoHasGoneUsesNothing() {
        assertThat(tree(false).above(0)).isZero();
    }

    @Test
    void onlyThoseCountThatAreAmongTheOthers() throws IOException {
        resident(PARENT, 40);
        resident(CHILD, 20);
        assertThat(tree(false).among(Set.of(CHILD.identity())).above(60 * MIB)).isEqualTo(20 * MIB);
    }

    private TreeMemory tree(boolean sameMemory) {
        return new TreeMemory(List.of(PARENT, CHILD), (one, other) -> sameMemory, proc);
    }

    private void resident(ProcEntry entry, long mebibytes) throws IOException {
        write(
                entry,
                "status",
                "Name:\tx\nVmHWM:\t  999999 kB\nVmRSS:\t  " + mebibytes * 1024 + " kB\nRssAnon:\t 1 kB\n");
    }

    private void write(ProcEntry entry, String name, String text) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Integer.toString(entry.pid())));
        Files.writeString(folder.resolve(name), text);
    }
}
