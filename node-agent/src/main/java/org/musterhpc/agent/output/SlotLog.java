package org.musterhpc.agent.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musterhpc.queue.model.Attempt;

/**
 * One log a slot: {@code slot-<k>.log}, continued in {@code slot-<k>.1.log}, {@code slot-<k>.2.log}, … as it grows.
 *
 * <p>An attempt writes into a file of its own, {@code slot-<k>.now}, which is added to the log when it has ended: a task that
 * opens {@code /dev/stderr} for writing empties the file behind it, and that must not be the log of others. What is long is
 * not copied but moved, as the next part. A full file keeps its name, so that what was written down of it stays true.
 */
public final class SlotLog implements TaskOutput {
    /** From this size on, in bytes, a part of its own is no waste. */
    static final long LONG = 16L << 20;

    private static final int BUFFER = 16 << 10;

    private final LogIndex index;
    private final int slot;
    private final long limit;
    private final Path now;
    private int part;
    private long size;
    private boolean begun;

    /** {@code limit} in bytes: an attempt that ends when the file has reached it goes to the next. */
    public SlotLog(LogIndex index, int slot, long limit) {
        this.index = index;
        this.slot = slot;
        this.limit = limit;
        this.now = index.folder().resolve("slot-" + slot + ".now");
        while (Files.exists(file(part + 1))) {
            part++;
        }
    }

    @Override
    public Section begin(String id, int attempt) throws IOException {
        if (!begun) {
            OwnerFiles.create(now);
            OwnerFiles.create(file(part));
            size = Files.size(file(part));
            begun = true;
        }
        add(); // of an attempt that could not be ended, and an agent of this name that was killed
        return new Section(id, attempt, now, 0);
    }

    @Override
    public Attempt.LogRef end(Section section) throws IOException {
        long length = add();
        Attempt.LogRef ref = new Attempt.LogRef(file(part).toString(), size - length, length);
        index.add(section.id(), section.attempt(), ref);
        return ref;
    }

    /** Adds what was written to the log; returns how many bytes. */
    private long add() throws IOException {
        long written = written();
        if (written == 0) {
            return 0;
        }
        if (size >= limit || written >= LONG) {
            part++;
            size = 0;
        }
        if (written >= LONG) {
            Files.move(now, file(part));
            OwnerFiles.create(now);
        } else {
            OwnerFiles.create(file(part));
            copy();
        }
        long before = size;
        size = Files.size(file(part));
        return size - before;
    }

    private long written() throws IOException {
        try {
            return Files.size(now);
        } catch (NoSuchFileException removedByTheTask) {
            OwnerFiles.create(now);
            return 0;
        }
    }

    private void copy() throws IOException {
        try (FileChannel from = FileChannel.open(
                        now, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileChannel to = FileChannel.open(file(part), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            size = to.size();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (from.read(buffer) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            from.truncate(0);
        }
    }

    private Path file(int number) {
        String name = number == 0 ? "slot-" + slot + ".log" : "slot-" + slot + "." + number + ".log";
        return index.folder().resolve(name);
    }
}
