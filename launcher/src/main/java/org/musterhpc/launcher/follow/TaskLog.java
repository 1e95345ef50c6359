package org.musterhpc.launcher.follow;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;

/**
 * A stretch of a log file: what one attempt printed.
 *
 * @param stands whether the file still is this attempt's; of one that runs, another may come after it at any time
 */
public record TaskLog(Path file, long offset, long length, BooleanSupplier stands) {
    private static final int LAST_BYTES = 4096;

    /** One that is its attempt's for ever. */
    public TaskLog(Path file, long offset, long length) {
        this(file, offset, length, () -> true);
    }

    /** Without its first bytes. */
    public TaskLog without(long first) {
        return new TaskLog(file, offset + first, length - first, stands);
    }

    public static TaskLog of(Attempt.LogRef log) {
        return new TaskLog(Path.of(log.file()), log.offset(), log.length());
    }

    public boolean there() {
        return Files.isReadable(file);
    }

    /** Its bytes, to where it ends or the file does, or is another attempt's. */
    public InputStream open() throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            channel.position(offset);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Stretch(Channels.newInputStream(channel), length, stands);
    }

    /** Copies it, without holding it in memory; gives how many bytes. */
    public long copyTo(OutputStream sink) throws IOException {
        try (InputStream in = open()) {
            return in.transferTo(sink);
        }
    }

    private static final class Stretch extends FilterInputStream {
        private final BooleanSupplier stands;
        private long left;

        Stretch(InputStream in, long length, BooleanSupplier stands) {
            super(in);
            this.left = length;
            this.stands = stands;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int most) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(buffer, from, (int) Math.min(most, left));
            if (read > 0
                    && !stands.getAsBoolean()) { // looked at after it was read: what stands there now may be another's
                left = 0;
                return -1;
            }
            left -= Math.max(0, read);
            return read;
        }
    }

    /** The last line that is not blank, or null: usually it says what went wrong. */
    public @Nullable String lastLine() {
        long skipped = Math.max(0, length - LAST_BYTES);
        byte[] end = new byte[(int) (length - skipped)];
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(offset + skipped);
            log.readFully(end);
        } catch (IOException e) {
            return null; // on another machine, or deleted: the summary does without it
        }
        List<String> lines = new String(end, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? null : lines.get(lines.size() - 1).strip();
    }
}
