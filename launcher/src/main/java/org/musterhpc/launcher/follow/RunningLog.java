package org.musterhpc.launcher.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the output of an attempt that has not ended, by what its agent writes beside its logs: a note a slot that says what runs there,
 * and an index of what has ended.
 *
 * @param logs the campaign's folder of logs
 */
public record RunningLog(Path logs) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Null where the agent has not written of it (yet), or runs on a machine whose files are not seen here. */
    public @Nullable TaskLog find(String agent, String id, int attempt) {
        try {
            TaskLog runs = noted(agent, id, attempt);
            JsonNode entry = runs == null ? entry(agent, id, attempt) : null;
            if (entry == null) {
                return runs;
            }
            Path file = logs.resolve(agent).resolve(entry.path("file").asText());
            if (!holds(file)) {
                return null;
            }
            long offset = entry.path("offset").asLong();
            long length = entry.has("length") ? entry.path("length").asLong() : Files.size(file) - offset;
            return new TaskLog(file, offset, Math.max(0, length));
        } catch (IOException e) {
            return null; // the file is not there yet, or no longer
        }
    }

    /**
     * What it has written by what the slots' notes say. A note stays until the next attempt begins: where there is nothing (any more) in
     * the file, the index may know where it has gone.
     */
    private @Nullable TaskLog noted(String agent, String id, int attempt) throws IOException {
        Path folder = logs.resolve(agent);
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "slot-*.runs")) {
            for (Path note : notes) {
                JsonNode entry = holds(note) ? read(note) : null;
                if (entry != null && is(entry, id, attempt)) {
                    Path file = folder.resolve(entry.path("file").asText());
                    long offset = entry.path("offset").asLong();
                    long length = holds(file) ? Files.size(file) - offset : 0;
                    return length <= 0 ? null : new TaskLog(file, offset, length, () -> entry.equals(read(note)));
                }
            }
            return null;
        }
    }

    /** Null where it is being written just now, or cannot be read. */
    private static @Nullable JsonNode read(Path note) {
        try {
            return JSON.readTree(Files.readAllBytes(note));
        } catch (IOException e) {
            return null; // whoever asks again finds it
        }
    }

    /** Whether a note, or a line of the index, is of this attempt. */
    public static boolean is(JsonNode entry, String id, int attempt) {
        return entry.path("id").asText().equals(id) && entry.path("attempt").asInt() == attempt;
    }

    /** Agents' names come from the queue, too. */
    private boolean holds(Path file) {
        return new LogFolders(List.of(logs)).hold(file);
    }

    private @Nullable JsonNode entry(String agent, String id, int attempt) throws IOException {
        Path index = logs.resolve(agent).resolve("index.jsonl");
        if (!Files.isReadable(index) || !holds(index)) {
            return null;
        }
        String quoted = JSON.getNodeFactory().textNode(id).toString();
        try (Stream<String> lines = Files.lines(index, StandardCharsets.UTF_8)) {
            String line = lines.filter(each -> each.contains(quoted))
                    .reduce((first, second) -> second)
                    .orElse("");
            JsonNode entry = line.isEmpty() ? null : JSON.readTree(line);
            return entry != null && is(entry, id, attempt) ? entry : null;
        } catch (JsonProcessingException e) {
            return null; // the last line may be half written
        }
    }
}
