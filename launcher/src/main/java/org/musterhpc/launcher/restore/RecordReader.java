package org.musterhpc.launcher.restore;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads single lines of a file, best in their order: a stretch that was read serves the next lines, too. */
final class RecordReader implements Closeable {
    private final FileChannel channel;
    private final ByteBuffer stretch = ByteBuffer.allocate(1 << 16);
    private long begin;

    RecordReader(Path file) throws IOException {
        channel = FileChannel.open(file);
        stretch.limit(0);
    }

    String lineAt(long offset) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long at = offset;
        while (true) {
            if (at < begin || at >= begin + stretch.limit()) {
                stretch.clear();
                begin = at;
                int read = channel.read(stretch, at);
                stretch.limit(Math.max(0, read));
                if (read <= 0) {
                    break;
                }
            }
            byte next = stretch.get((int) (at - begin));
            if (next == '\n') {
                break;
            }
            line.write(next);
            at++;
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
