package org.musterhpc.agent.keep;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musterhpc.agent.output.OwnerFiles;

/** A file for its owner alone to which whole lines are added. What was torn off before does not spoil what comes after. */
final class Lines implements Closeable {
    private final FileChannel channel;
    private boolean torn;

    /** Opens the file, which is made where there is none. */
    Lines(Path file) throws IOException {
        OwnerFiles.create(file);
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        torn = channel.size() > 0; // it may be; an empty line costs nothing
    }

    FileChannel channel() {
        return channel;
    }

    void add(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(((torn ? "\n" : "") + text + "\n").getBytes(StandardCharsets.UTF_8));
        torn = true;
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        torn = false;
    }

    /** Returns once the disk has it. */
    void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
