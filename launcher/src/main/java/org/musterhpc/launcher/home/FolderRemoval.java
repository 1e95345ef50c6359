package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Removes a folder with all that is in it; links are not followed. */
public final class FolderRemoval extends SimpleFileVisitor<Path> {
    private final @Nullable Path kept;

    private FolderRemoval(@Nullable Path kept) {
        this.kept = kept;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return folder.equals(kept) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (kept == null || !kept.startsWith(folder)) {
            Files.deleteIfExists(folder);
        }
        return FileVisitResult.CONTINUE;
    }

    /**
     * Removes it if it is there.
     *
     * @param kept a folder in it that stays, or null
     */
    public static void remove(Path folder, @Nullable Path kept) throws IOException {
        if (Files.isDirectory(folder)) {
            Files.walkFileTree(folder, new FolderRemoval(kept));
        }
    }
}
