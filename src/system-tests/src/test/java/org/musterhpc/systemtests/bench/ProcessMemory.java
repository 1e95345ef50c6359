package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of the memory of a process. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** MiB: {@code Rss}, or {@code Pss}, in which what processes share counts once. */
    static double mebibytes(long pid, String figure) throws IOException {
        double kib = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            kib += line.startsWith(figure + ":") ? Long.parseLong(line.replaceAll("\\D", "")) : 0;
        }
        return kib / 1024;
    }
}
