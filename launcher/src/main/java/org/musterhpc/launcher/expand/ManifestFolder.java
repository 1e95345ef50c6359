package org.musterhpc.launcher.expand;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a campaign's manifest: {@code <stage>.jsonl} each, replaced only once all are whole. */
record ManifestFolder(Path path) {
    private static final String ENDING = ".jsonl";

    void create() throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    Path file(String stage) {
        return path.resolve(stage + ENDING);
    }

    /** Where a stage's file is written first. */
    Path fresh(String stage) {
        return path.resolve(stage + ENDING + "." + ProcessHandle.current().pid() + ".new");
    }

    /** Puts the fresh files in place; those of stages that are no more are removed. */
    void publish(Collection<String> stages) throws IOException {
        for (String stage : stages) {
            Files.move(fresh(stage), file(stage), StandardCopyOption.ATOMIC_MOVE);
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> known = stages.stream().map(this::file).toList();
            for (Path other :
                    files.filter(file -> file.toString().endsWith(ENDING)).toList()) {
                if (!known.contains(other)) {
                    Files.delete(other);
                }
            }
        }
        try (FileChannel folder = FileChannel.open(path)) {
            folder.force(true);
        }
    }

    void discard(Collection<String> stages) throws IOException {
        for (String stage : stages) {
            Files.deleteIfExists(fresh(stage));
        }
    }
}
