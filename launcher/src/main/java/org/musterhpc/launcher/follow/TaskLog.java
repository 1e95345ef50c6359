package org.musterhpc.launcher.follow;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;

/** A stretch of a log file: what one attempt printed. */
public record TaskLog(Path file, long offset, long length) {
    private static final int LAST_BYTES = 4096;

    public static TaskLog of(Attempt.LogRef log) {
        return new TaskLog(Path.of(log.file()), log.offset(), log.length());
    }

    public boolean there() {
        return Files.isReadable(file);
    }

    /** Copies it, without holding it in memory. */
    public void copyTo(OutputStream sink) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(offset);
            long left = length;
            while (left > 0) {
                int read = log.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    break;
                }
                sink.write(buffer, 0, read);
                left -= read;
            }
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
