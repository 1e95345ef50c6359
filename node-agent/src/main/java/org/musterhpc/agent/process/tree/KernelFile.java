package org.musterhpc.agent.process.tree;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A small file of the kernel's whose content changes, read again and again. It is kept open: two calls into the kernel instead
 * of six. Not by a channel, which the interrupt of a thread that reads would close for all.
 */
final class KernelFile {
    private final Path path;
    private byte[] room = new byte[512];
    private @Nullable RandomAccessFile file;

    KernelFile(Path path) {
        this.path = path;
    }

    /**
     * What it says now.
     *
     * @throws NoSuchFileException where it is not there
     */
    synchronized String read() throws IOException {
        RandomAccessFile open = file;
        if (open == null) {
            open = opened();
            file = open;
        }
        open.seek(0);
        int length = 0;
        for (int got = open.read(room); got > 0; got = open.read(room, length, room.length - length)) {
            length += got;
            room = length < room.length ? room : Arrays.copyOf(room, 2 * length);
        }
        return new String(room, 0, length, StandardCharsets.ISO_8859_1);
    }

    private RandomAccessFile opened() throws IOException {
        try {
            return new RandomAccessFile(path.toFile(), "r");
        } catch (FileNotFoundException e) {
            if (Files.exists(path)) {
                throw new IOException(e.getMessage(), e); // it says "not found" of whatever it cannot open
            }
            throw new NoSuchFileException(path.toString());
        }
    }
}
