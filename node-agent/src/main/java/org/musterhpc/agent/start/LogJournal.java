package org.musterhpc.agent.start;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.output.AttemptLog;
import org.musterhpc.agent.output.LogIndex;
import org.musterhpc.agent.output.OwnerFiles;
import org.musterhpc.agent.output.SlotLog;
import org.musterhpc.agent.output.SlotNote;
import org.musterhpc.agent.output.TaskOutput;
import org.musterhpc.agent.task.Journal;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Stage;

/** One file a slot, or one a task; one index an agent. */
public final class LogJournal implements Journal, Closeable {
    /** A slot goes on in another file at this size: easy to move, and to look into. */
    private static final long FULL = 1L << 30;

    private final Path logs;
    private final LogIndex index;
    private final Map<Integer, TaskOutput> slots = new ConcurrentHashMap<>();
    private final Map<Integer, SlotNote> notes = new ConcurrentHashMap<>();

    /** @param logs where the logs of all agents are */
    public LogJournal(Path logs, String agent) throws IOException {
        this.logs = logs;
        this.index = LogIndex.open(logs, agent);
    }

    /** The agent's own folder among the logs of all agents. */
    public Path folder() {
        return index.folder();
    }

    /** The agent's own log. */
    public Path diary() throws IOException {
        Path file = index.folder().resolve("agent.log");
        OwnerFiles.create(file);
        return file;
    }

    @Override
    public Page open(int slot, Stage.Logs kind, Lease lease) throws IOException {
        TaskOutput output = kind == Stage.Logs.SLOT
                ? slots.computeIfAbsent(slot, number -> new SlotLog(index, number, FULL))
                : new AttemptLog(index, logs, lease.second());
        TaskOutput.Section section = output.begin(lease.id(), lease.attempt());
        note(slot, section);
        return new Stretch(output, section);
    }

    /** That the output cannot be seen before the attempt has ended keeps no task from running. */
    private void note(int slot, TaskOutput.Section section) {
        try {
            SlotNote note = notes.get(slot);
            if (note == null) {
                note = SlotNote.open(index.folder(), slot);
                notes.put(slot, note);
            }
            note.begin(section);
        } catch (IOException e) {
            // A disk that is full, for one. What stands there is of an attempt that is over, or nothing that can be
            // read.
            return;
        }
    }

    private record Stretch(TaskOutput output, TaskOutput.Section section) implements Page {
        @Override
        public Path file() {
            return section.file();
        }

        @Override
        public @Nullable LogRef close() throws IOException {
            LogRef written = output.end(section);
            return written.length() == 0 ? null : written;
        }
    }

    @Override
    public void close() throws IOException {
        for (SlotNote note : notes.values()) {
            note.close();
        }
        index.close();
    }
}
