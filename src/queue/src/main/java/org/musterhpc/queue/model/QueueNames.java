package org.musterhpc.queue.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names of keys under which other programs know the queues of a campaign of one stage. Each may be null: the usual one, and
 * of {@code completed} none, as that is one queue more.
 *
 * @param processing LIST of messages
 * @param working HASH of what is in flight
 * @param completed LIST of records of tasks that ended, for whoever pops them
 */
public record QueueNames(
        @Nullable String processing,
        @Nullable String working,
        @Nullable String completed) {
    /** None but the usual ones. */
    public static final QueueNames USUAL = new QueueNames(null, null, null);

    /** In a name, stands for that of the campaign, in these braces: so all keys of a campaign are in one slot of a cluster. */
    public static final String CAMPAIGN = "{campaign}";

    /** What is put behind a queue's name makes the key that says whose it is. */
    public static final String MARK = ":muster";

    private static final int MOST = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Why no queue can be called so; null: one can.
     *
     * @param prefix of all other keys
     */
    public static @Nullable String wrong(String name, String prefix) {
        if (name.isBlank()) {
            return "it is empty";
        }
        if (name.length() > MOST) {
            return "it has more than " + MOST + " characters";
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "it has a control character";
        }
        if (name.startsWith(prefix)) {
            return "all other keys of Muster begin with " + prefix;
        }
        return name.endsWith(MARK) ? "it ends as what Muster puts beside a queue" : null;
    }

    /** Those that are given. */
    public List<String> all() {
        return Stream.of(processing, working, completed)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
    }

    public boolean any() {
        return !all().isEmpty();
    }

    /** The names in a campaign, with its own where {@link #CAMPAIGN} stands. */
    public QueueNames of(String campaign) {
        return new QueueNames(of(processing, campaign), of(working, campaign), of(completed, campaign));
    }

    private static @Nullable String of(@Nullable String name, String campaign) {
        return name == null ? null : name.replace(CAMPAIGN, "{" + campaign + "}");
    }

    /** As it is written beside a campaign: {@code {"processing":…,"working":…,"completed":…}}, without those that are not given. */
    public String encode() {
        ObjectNode json = JSON.createObjectNode();
        put(json, "processing", processing);
        put(json, "working", working);
        put(json, "completed", completed);
        return json.toString();
    }

    private static void put(ObjectNode json, String key, @Nullable String name) {
        if (name != null) {
            json.put(key, name);
        }
    }

    /** The usual ones where there are none, or what cannot be any: a signature over the campaign says that they were others. */
    public static QueueNames decode(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return USUAL;
        }
        try {
            JsonNode json = JSON.readTree(text);
            return new QueueNames(name(json, "processing"), name(json, "working"), name(json, "completed"));
        } catch (JsonProcessingException e) {
            return USUAL;
        }
    }

    private static @Nullable String name(JsonNode json, String key) {
        String name = json.path(key).asText();
        return name.isEmpty() ? null : name;
    }
}
