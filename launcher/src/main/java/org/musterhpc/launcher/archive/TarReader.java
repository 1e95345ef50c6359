package org.musterhpc.launcher.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a compressed tar that anybody may have made. Names in it are told, and never become files. */
final class TarReader implements AutoCloseable {
    private final InputStream in;
    private final long most;
    private long read;
    private long left;
    private int padding;

    /** @param most bytes that it may have unpacked */
    TarReader(InputStream from, long most) throws IOException {
        try {
            this.in = new GZIPInputStream(from, 1 << 16);
        } catch (ZipException | EOFException e) {
            throw new ArchiveException("is no archive of muster export: it is not compressed with gzip");
        }
        this.most = most;
    }

    /** The next file, of which nothing is read yet; null behind the last. */
    Tar.@Nullable Entry next() throws IOException {
        skip(left + padding);
        byte[] block = block();
        if (Tar.blank(block)) {
            if (!Tar.blank(block())) {
                throw new ArchiveException("is damaged: something stands behind its end");
            }
            drain();
            return null;
        }
        Tar.Entry entry = Tar.read(block);
        if (entry.size() > most - read) {
            throw new ArchiveException("is larger than the " + most + " bytes that it may have");
        }
        left = entry.size();
        padding = Tar.padding(left);
        return entry;
    }

    /** What is left of the file: as many bytes as its header said, or it is not whole. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int some = some(bytes, from, (int) Math.min(length, left));
                left -= some;
                return some;
            }
        };
    }

    private byte[] block() throws IOException {
        byte[] block = new byte[Tar.BLOCK];
        for (int at = 0; at < block.length; ) {
            at += some(block, at, block.length - at);
        }
        return block;
    }

    private void skip(long bytes) throws IOException {
        byte[] some = new byte[1 << 13];
        for (long rest = bytes; rest > 0; ) {
            rest -= some(some, 0, (int) Math.min(some.length, rest));
        }
        left = 0;
        padding = 0;
    }

    /** At least one byte. */
    private int some(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int some;
        try {
            some = in.read(bytes, from, length);
        } catch (ZipException e) {
            throw new ArchiveException("is damaged: " + e.getMessage());
        } catch (EOFException e) {
            throw new ArchiveException("is not whole: it ends in the middle");
        }
        if (some < 0) {
            throw new ArchiveException("is not whole: it ends in the middle");
        }
        read += some;
        if (read > most) {
            throw new ArchiveException("is larger than the " + most + " bytes that it may have");
        }
        return some;
    }

    /** To its very end, where the checksum of all of it stands; nothing but zeros may come. */
    private void drain() throws IOException {
        byte[] some = new byte[1 << 13];
        try {
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                read += count;
                for (int i = 0; i < count; i++) {
                    if (some[i] != 0 || read > most) {
                        throw new ArchiveException("is damaged: something stands behind its end");
                    }
                }
            }
        } catch (ZipException e) {
            throw new ArchiveException("is damaged: " + e.getMessage());
        } catch (EOFException e) {
            throw new ArchiveException("is not whole: it ends in the middle");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
