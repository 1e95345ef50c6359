package org.musterhpc.launcher.app.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.NameValue;
import org.musterhpc.queue.command.NearestName;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Walltime;

/**
 * What a user wants otherwise with tasks that are sent again.
 *
 * @param walltime null: as the stage says
 * @param memory in bytes; null: as the stage says
 * @param params values as they were typed, by the parameters' names
 */
public record Changes(@Nullable Duration walltime, @Nullable Long memory, Map<String, String> params) {
    public static final Changes NONE = new Changes(null, null, Map.of());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads {@code walltime=2h}, {@code memory=8G}, {@code NAME=VALUE}.
     *
     * @throws Problem usage, where one is not of that form
     */
    public static Changes read(List<String> texts) {
        Duration walltime = null;
        Long memory = null;
        Map<String, String> params = new LinkedHashMap<>();
        for (String text : texts) {
            NameValue set = NameValue.of(text);
            if (set == null) {
                throw Problem.usage(
                        "--set: '" + text + "' sets nothing",
                        "write walltime=2h, memory=8G, or a parameter's NAME=VALUE");
            }
            String name = set.name();
            String value = set.value();
            try {
                switch (name) {
                    case "walltime" -> walltime = Walltime.parse(value);
                    case "memory" -> memory = MemorySize.parse(value);
                    default -> params.put(name, value);
                }
            } catch (IllegalArgumentException e) {
                throw Problem.usage(
                        "--set " + name + ": " + e.getMessage(),
                        name.equals("walltime") ? "for example walltime=2h" : "for example memory=8G");
            }
        }
        return new Changes(walltime, memory, params);
    }

    public boolean none() {
        return walltime == null && memory == null && params.isEmpty();
    }

    /** Whether tasks become others than their owner has signed. */
    boolean needsSignature() {
        return !params.isEmpty();
    }

    /**
     * The task as it is to run next: its failures forgotten, at its stage's own walltime and memory or those that are set.
     * Where a parameter is set that the ladder climbs, the ladder is left: what is set stands, and beside it the values of the
     * step at which the task stood.
     *
     * @throws Problem usage, where the task has no such parameter, or it decides what the task is
     */
    Message of(Campaign campaign, String stageName, Message message) {
        Stage stage = campaign.stage(stageName);
        Message fresh = message.afresh();
        Message.Needs needs = fresh.needs();
        if (params.isEmpty()) {
            return fresh.withNeeds(new Message.Needs(walltime, memory, 0, needs.command()));
        }
        ObjectNode changed = message.params().deepCopy();
        Set<String> climbed = new TreeSet<>();
        stage.ladder().forEach(step -> step.fieldNames().forEachRemaining(climbed::add));
        boolean leaves = params.keySet().stream().anyMatch(climbed::contains);
        int step = message.needs().paramStep();
        if (leaves && step >= 0 && step < stage.ladder().size()) {
            changed.setAll(stage.ladder().get(step));
        }
        params.forEach((name, typed) -> {
            refuse(campaign, stageName, name, message, climbed);
            changed.set(name, value(changed.get(name), typed));
        });
        int next = leaves ? stage.ladder().size() : 0;
        return new Message(
                fresh.id(),
                fresh.n(),
                fresh.tries(),
                new Message.Needs(walltime, memory, next, needs.command()),
                changed,
                fresh.extra());
    }

    private static void refuse(Campaign campaign, String stage, String name, Message message, Set<String> climbed) {
        if (!message.params().has(name) && !climbed.contains(name)) {
            Set<String> there = new TreeSet<>(climbed);
            message.params().fieldNames().forEachRemaining(there::add);
            String near = NearestName.of(name, List.copyOf(there));
            throw Problem.usage(
                    "--set: " + message.id() + " has no parameter '" + name + "'",
                    near != null
                            ? "did you mean: " + near
                            : there.isEmpty()
                                    ? "walltime and memory can be set"
                                    : "it has " + String.join(", ", there) + "; walltime and memory can be set, too");
        }
        boolean groups = campaign.stages().stream()
                .map(Stage::after)
                .anyMatch(after -> after != null && name.equals(after.group()));
        if (groups) {
            throw Problem.usage(
                    "--set: by " + name + " a stage that follows " + stage + " groups its tasks",
                    "what is grouped stays as it is; set another parameter");
        }
    }

    /** Of the kind that it was: a text stays a text. */
    private static JsonNode value(@Nullable JsonNode before, String typed) {
        if (before != null && before.isTextual()) {
            return TextNode.valueOf(typed);
        }
        try {
            JsonNode read = JSON.readTree(typed);
            return read == null || !read.isValueNode() || read.isMissingNode() || read.isNull()
                    ? TextNode.valueOf(typed)
                    : read;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(typed);
        }
    }
}
