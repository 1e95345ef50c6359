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
import java.util.Arrays;

/**
 * {@code <logs>/<agent>/slot-<k>.runs}: which attempt a slot runs, and where that writes, for those who want to see its output
 * before it has ended. It stays until the next begins. One object a slot, used by one thread at a time.
 */
public final class SlotNote implements Closeable {
    private static final JsonFactory JSON = new JsonFactory();

    private final FileChannel channel;
    private int longest;

    private SlotNote(FileChannel channel, int longest) {
        this.channel = channel;
        this.longest = longest;
    }

    /** @param folder the agent's own */
    public static SlotNote open(Path folder, int slot) throws IOException {
        Path file = folder.resolve("slot-" + slot + ".runs");
        OwnerFiles.create(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        return new SlotNote(channel, Math.toIntExact(channel.size())); // of an agent of this name before
    }

    /** To be called before the attempt writes anything: what it says of the one before is then no longer true. */
    public void begin(TaskOutput.Section section) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("id", section.id());
            json.writeNumberField("attempt", section.attempt());
            json.writeStringField("file", section.file().toString());
            json.writeNumberField("offset", section.offset());
            json.writeEndObject();
        }
        // In one write, over all that stood there: whoever reads finds the one or the other.
        longest = Math.max(longest, line.size());
        byte[] whole = Arrays.copyOf(line.toByteArray(), longest);
        Arrays.fill(whole, line.size(), longest, (byte) ' ');
        ByteBuffer bytes = ByteBuffer.wrap(whole);
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
