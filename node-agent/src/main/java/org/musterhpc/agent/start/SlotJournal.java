package org.musterhpc.agent.start;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Journal;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Stage;

/** One file a slot, or one a task; one index an agent. */
public final class SlotJournal implements Journal {
    private final Path logs;
    private final Path folder;

    /**
     * @param logs where the logs of all agents are
     */
    public SlotJournal(Path logs, String agent) throws IOException {
        this.logs = logs;
        this.folder = folder(logs.resolve(agent));
    }

    /** The agent's own log. */
    public Path diary() throws IOException {
        return present(folder.resolve("agent.log"));
    }

    @Override
    public Page open(int slot, Stage.Logs kind, Lease lease) throws IOException {
        Path file = kind == Stage.Logs.SLOT ? folder.resolve("slot-" + slot + ".log") : ownFile(lease);
        present(file);
        return new Stretch(file, Files.size(file), lease);
    }

    private Path ownFile(Lease lease) throws IOException {
        Path tasks = logs.resolve("tasks");
        Path file = tasks.resolve(lease.id() + "." + lease.attempt() + ".log").normalize();
        if (!file.startsWith(tasks)) {
            throw new IOException("the task's id leads out of the logs' folder: " + lease.id());
        }
        Path parent = file.getParent();
        if (parent != null) {
            folder(parent);
        }
        return file;
    }

    /** The file, made if need be, such that only its owner can read it, whatever the umask. */
    private static Path present(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return file;
    }

    private static Path folder(Path path) throws IOException {
        return Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private synchronized void note(Stretch stretch, long length) throws IOException {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", stretch.lease().id());
        line.put("attempt", stretch.lease().attempt());
        line.put("file", stretch.file().toString());
        line.put("offset", stretch.from());
        line.put("length", length);
        Files.write(
                present(folder.resolve("index.jsonl")),
                (line + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
    }

    private final class Stretch implements Page {
        private final Path file;
        private final long from;
        private final Lease lease;

        Stretch(Path file, long from, Lease lease) {
            this.file = file;
            this.from = from;
            this.lease = lease;
        }

        Lease lease() {
            return lease;
        }

        long from() {
            return from;
        }

        @Override
        public Path file() {
            return file;
        }

        @Override
        public @Nullable LogRef close() throws IOException {
            long length = Files.size(file) - from;
            if (length == 0) {
                return null;
            }
            note(this, length);
            return new LogRef(file.toString(), from, length);
        }
    }
}
