package org.musterhpc.agent.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.queue.model.Attempt;

/**
 * One log a slot: {@code slot-<k>.log}, continued in {@code slot-<k>.1.log}, {@code slot-<k>.2.log}, … as it grows.
 *
 * <p>A full file keeps its name, so that what was written down of it stays true.
 */
public final class SlotLog implements TaskOutput {
    private final Sections sections;
    private final int slot;
    private final long limit;
    private int part;

    /** {@code limit} in bytes: an attempt that begins when the file has reached it goes to the next. */
    public SlotLog(LogIndex index, int slot, long limit) {
        this.sections = new Sections(index);
        this.slot = slot;
        this.limit = limit;
        while (Files.exists(file(part + 1))) {
            part++;
        }
    }

    @Override
    public Section begin(String id, int attempt) throws IOException {
        Section section = sections.begin(id, attempt, file(part));
        while (section.offset() >= limit) {
            part++;
            section = sections.begin(id, attempt, file(part));
        }
        return section;
    }

    @Override
    public Attempt.LogRef end(Section section) throws IOException {
        return sections.end(section);
    }

    private Path file(int number) {
        String name = number == 0 ? "slot-" + slot + ".log" : "slot-" + slot + "." + number + ".log";
        return sections.index().folder().resolve(name);
    }
}
