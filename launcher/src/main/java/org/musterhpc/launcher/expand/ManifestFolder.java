package org.musterhpc.launcher.expand;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.PrivateFiles;

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

    private Path longer(String stage) {
        return path.resolve(stage + ENDING + ".longer");
    }

    /** There while longer files take the place of those before them. */
    private Path growing() {
        return path.resolve("growing");
    }

    private Path hasGrown() {
        return path.resolve("grown");
    }

    boolean grown() {
        return Files.exists(hasGrown());
    }

    /** Puts what fresh files have behind what is there: in all of them, or in none. */
    void grow(Collection<String> stages) throws IOException {
        List<String> grown = new ArrayList<>();
        for (String stage : stages) {
            if (Files.size(fresh(stage)) > 0) {
                PrivateFiles.copy(file(stage), longer(stage));
                try (FileChannel to = FileChannel.open(longer(stage), StandardOpenOption.APPEND);
                        FileChannel from = FileChannel.open(fresh(stage))) {
                    for (long at = 0; at < from.size(); ) {
                        at += from.transferTo(at, from.size() - at, to);
                    }
                    to.force(true);
                }
                grown.add(stage);
            }
        }
        if (!grown.isEmpty()) {
            PrivateFiles.write(growing(), "");
            settle();
        }
    }

    /** Completes what was decided, and takes away what was not. */
    void settle() throws IOException {
        boolean decided = Files.exists(growing());
        if (!Files.isDirectory(path)) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (decided && name.endsWith(ENDING + ".longer")) {
                    String stage = name.substring(0, name.length() - (ENDING + ".longer").length());
                    Files.move(file, file(stage), StandardCopyOption.ATOMIC_MOVE);
                } else if (!decided && (name.endsWith(".longer") || name.endsWith(".new"))) {
                    Files.deleteIfExists(file);
                }
            }
        }
        if (decided) {
            sync();
            Files.move(growing(), hasGrown(), StandardCopyOption.ATOMIC_MOVE);
            sync();
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(growing());
        Files.deleteIfExists(hasGrown());
        settle();
    }

    private void sync() throws IOException {
        try (FileChannel folder = FileChannel.open(path)) {
            folder.force(true);
        }
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
        sync();
    }

    void discard(Collection<String> stages) throws IOException {
        for (String stage : stages) {
            Files.deleteIfExists(fresh(stage));
        }
    }
}
