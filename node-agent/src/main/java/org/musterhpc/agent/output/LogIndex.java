package org.musterhpc.agent.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musterhpc.queue.model.Attempt;

/** {@code <logs>/<agent>/index.jsonl}: a line an attempt of this agent, in order of their ends. Safe for many threads. */
public final class LogIndex implements Closeable {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path folder;
    private final FileChannel channel;

    private LogIndex(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Opens the index of an agent, and makes its folder. */
    public static LogIndex open(Path logs, String agent) throws IOException {
        Path folder = logs.toAbsolutePath().resolve(SafeName.of(agent));
        OwnerFiles.createFolder(folder);
        Path file = folder.resolve("index.jsonl");
        OwnerFiles.create(file);
        return new LogIndex(folder, FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    /** The agent's own folder. */
    public Path folder() {
        return folder;
    }

    void add(String id, int attempt, Attempt.LogRef ref) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeNumberField("attempt", attempt);
            json.writeStringField("file", ref.file());
            json.writeNumberField("offset", ref.offset());
            json.writeNumberField("length", ref.length());
            json.writeEndObject();
        }
        line.write('\n');
        ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
        synchronized (this) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
