package org.musterhpc.launcher.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes a compressed tar, one file after the other. */
final class TarWriter implements AutoCloseable {
    private final OutputStream out;
    private final long seconds;

    /** @param seconds when its files are from, since 1970 */
    TarWriter(OutputStream to, long seconds) throws IOException {
        this.out = new GZIPOutputStream(to, 1 << 16);
        this.seconds = seconds;
    }

    void add(String name, byte[] content) throws IOException {
        begin(name, content.length);
        out.write(content);
        end(content.length);
    }

    void add(String name, Path file) throws IOException {
        long size = Files.size(file);
        if (size > Tar.MOST) {
            throw new ArchiveException("would hold more than 8 GiB in one file");
        }
        begin(name, size);
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(out);
        }
        end(size);
    }

    private void begin(String name, long size) throws IOException {
        out.write(Tar.header(new Tar.Entry(name, size), seconds));
    }

    private void end(long size) throws IOException {
        out.write(new byte[Tar.padding(size)]);
    }

    /** Writes what ends a tar; the stream below stays open. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * Tar.BLOCK]);
        ((GZIPOutputStream) out).finish();
    }
}
