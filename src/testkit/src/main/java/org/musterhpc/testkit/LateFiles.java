package org.musterhpc.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Files that somebody makes in a folder while it is removed. */
public final class LateFiles {
    private static final int OLD = 2000;
    private static final int LATE = 5;

    private LateFiles() {}

    /** Removes a folder. */
    public interface Removal {
        void run() throws Exception;
    }

    /** Fills a folder; once its files begin to go, makes another, and the next when that one has gone. */
    public static void come(Path folder, Removal removal) throws Exception {
        for (int file = 0; file < OLD; file++) {
            Files.createFile(folder.resolve("old-" + file));
        }
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> end = writer.submit(() -> answer(folder));
            removal.run();
            end.get();
        } finally {
            writer.shutdownNow();
        }
    }

    private static void answer(Path folder) {
        while (files(folder) == OLD && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        try {
            for (int file = 0; file < LATE; file++) {
                Path fresh = Files.createFile(folder.resolve("new-" + file));
                while (Files.exists(fresh) && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException e) {
            if (Files.exists(folder)) { // else it was removed before there could be another one
                throw new AssertionError(folder + " is there, and takes no file", e);
            }
        }
    }

    private static int files(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }
}
