package org.musterhpc.launcher.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an archive says of itself in its first file.
 *
 * @param exported when, as RFC 3339
 * @param versions of what made it
 */
public record Contents(String campaign, String exported, long tasks, Map<String, String> versions) {
    /** In this order, and no others; the last is there where logs were asked for. */
    static final String ABOUT = "muster-archive.json";

    static final String CAMPAIGN = "campaign.json";
    static final String TASKS = "tasks.jsonl";
    /** What tasks printed, one after the other; records of tasks name it, and say where in it. */
    public static final String LOG = "output.log";

    /** Of these files; another form gets another number. */
    private static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    String encode() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT)
                .put("campaign", campaign)
                .put("exported", exported)
                .put("tasks", tasks);
        ObjectNode all = json.putObject("versions");
        versions.forEach(all::put);
        return json.toPrettyString() + "\n";
    }

    static Contents decode(String text) throws ArchiveException {
        try {
            JsonNode json = JSON.readTree(text);
            int format = json.path("format").asInt();
            if (format != FORMAT) {
                throw new ArchiveException(
                        format > FORMAT
                                ? "is of a later version of Muster (form " + format + ", and this one reads " + FORMAT
                                        + ")"
                                : "is no archive of muster export");
            }
            Map<String, String> versions = new LinkedHashMap<>();
            json.path("versions")
                    .properties()
                    .forEach(version ->
                            versions.put(version.getKey(), version.getValue().asText()));
            return new Contents(
                    json.path("campaign").asText(),
                    json.path("exported").asText(),
                    json.path("tasks").asLong(),
                    versions);
        } catch (JsonProcessingException e) {
            throw new ArchiveException("is no archive of muster export");
        }
    }
}
