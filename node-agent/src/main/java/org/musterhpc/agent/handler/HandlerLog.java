package org.musterhpc.agent.handler;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musterhpc.agent.output.OwnerFiles;

/**
 * What a handler prints beside its answers. It has one file for all its tasks, as its stderr cannot be turned elsewhere from
 * outside; what came during a task is copied to that task's log.
 */
final class HandlerLog {
    /** A handler is replaced when there is so much, in bytes: only without one can the file be emptied. */
    private static final long FULL = 256L << 20;

    private final Path file;
    private long copied;

    HandlerLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** For a new handler. What the former said after its last answer is kept where it was the same stage's. */
    OutputStream begin(boolean same) throws IOException {
        OwnerFiles.create(file);
        try (FileChannel all = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (!same || copied >= all.size()) {
                all.truncate(0);
                copied = 0;
            }
        }
        return new FileOutputStream(file.toFile(), true);
    }

    /** Adds to a task's log what has come since the last time. */
    void copyTo(Path page) throws IOException {
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = from.size();
            copied = Math.min(copied, size); // a program that opens /dev/stderr for writing empties it
            if (copied == size) {
                return;
            }
            try (FileChannel to = FileChannel.open(
                    page, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                while (copied < size) {
                    copied += from.transferTo(copied, size - copied, to);
                }
            }
        }
    }

    boolean full() {
        return copied > FULL;
    }
}
