package org.musterhpc.launcher.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the output of an attempt that has not ended, in the index that its agent writes beside its logs. From the attempt's
 * beginning on the file holds its output alone, as a slot runs one task at a time.
 *
 * @param logs the campaign's folder of logs
 */
public record RunningLog(Path logs) {

    /** The index's name in an agent's folder. */
    public static final String INDEX = "index.jsonl";

    /** Null where the agent has not written of it (yet), or runs on a machine whose files are not seen here. */
    public @Nullable TaskLog find(String agent, String id, int attempt) {
        try {
            JsonNode entry = entry(agent, id, attempt);
            if (entry == null) {
                return null;
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

    /** Name of the file in the agent's folder; null as with {@link #find}. */
    public @Nullable String file(String agent, String id, int attempt) {
        try {
            JsonNode entry = entry(agent, id, attempt);
            return entry == null ? null : entry.path("file").asText();
        } catch (IOException e) {
            return null; // the same
        }
    }

    /** Agents' names come from the queue, too. */
    private boolean holds(Path file) {
        return new LogFolders(List.of(logs)).hold(file);
    }

    private @Nullable JsonNode entry(String agent, String id, int attempt) throws IOException {
        Path index = logs.resolve(agent).resolve(INDEX);
        if (!Files.isReadable(index) || !holds(index)) {
            return null;
        }
        JsonMapper mapper = JsonMapper.builder().build();
        String quoted = mapper.getNodeFactory().textNode(id).toString();
        try (Stream<String> lines = Files.lines(index, StandardCharsets.UTF_8)) {
            String line = lines.filter(each -> each.contains(quoted))
                    .reduce((first, second) -> second)
                    .orElse("");
            JsonNode entry = line.isEmpty() ? null : mapper.readTree(line);
            boolean meant = entry != null
                    && entry.path("id").asText().equals(id)
                    && entry.path("attempt").asInt() == attempt;
            return meant ? entry : null;
        } catch (JsonProcessingException e) {
            return null; // the last line may be half written
        }
    }
}
