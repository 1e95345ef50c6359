package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Removes a folder with all that is in it; links are not followed. */
public final class FolderRemoval extends ChangingTreeVisitor {
    /** Whoever was about to make a file as its turn came, or as it got another name, makes that one still. */
    private static final int PASSES = 10;

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
     * Removes it if it is there. What some agent that has not heard of it yet makes there meanwhile goes, too.
     *
     * @param kept a folder in it that stays, or null
     */
    public static void remove(Path folder, @Nullable Path kept) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (int left = PASSES; ; left--) {
            try {
                Files.walkFileTree(folder, new FolderRemoval(kept));
                return;
            } catch (DirectoryNotEmptyException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** Removes it, if it is there, while others write to it: under another name, where they do not find it any more. */
    public static void removeFromWriters(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Path gone = folder.resolveSibling(folder.getFileName() + ".gone");
        Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
        remove(gone, null);
    }
}
