package org.musterhpc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Files below a folder in which programs that run make and remove files meanwhile: one that has gone is passed over. */
public final class LiveTree {
    private LiveTree() {}

    /** Files that have this name. */
    public static List<Path> named(Path folder, String name) {
        return files(folder).stream().filter(file -> file.endsWith(name)).toList();
    }

    /** All files, and links; no folders. */
    public static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        walk(folder, new Patient() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** What is in a file; nothing where it has gone. */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a folder with all that is in it now; what is made there meanwhile may stay. */
    public static void remove(Path folder) {
        walk(folder, new Patient() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException broken) {
                // Not if something has come into it.
                left.toFile().delete();
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void walk(Path folder, Patient visitor) {
        try {
            Files.walkFileTree(folder, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private abstract static class Patient extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
            if (gone instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw gone;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException broken) {
            return FileVisitResult.CONTINUE; // it has gone while it was read
        }
    }
}
