package org.musterhpc.systemtests.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the scripts beside these tests are. */
final class Folders {
    private Folders() {}

    /** A file of {@code src/system-tests/cluster}. */
    static Path cluster(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder.resolve("src/system-tests/cluster").resolve(name);
    }
}
