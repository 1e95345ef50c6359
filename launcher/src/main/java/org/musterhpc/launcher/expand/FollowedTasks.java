package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.TaskKey;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.MessageCodec;

/** The tasks of a stage that follows others task by task or in groups, made from what was written of those. */
final class FollowedTasks {
    private final ManifestFolder folder;
    private final String stage;
    private final After after;
    private final Spot at;

    FollowedTasks(ManifestFolder folder, String stage, After after, Spot at) {
        this.folder = folder;
        this.stage = stage;
        this.after = after;
        this.at = at;
    }

    /** Gets one task after the other. */
    interface Sink {
        void task(String key, ObjectNode params);
    }

    /**
     * @throws Problem usage, where stages that are followed together have different tasks
     */
    void read(Sink sink) throws IOException {
        String group = after.group();
        if (group == null) {
            each(sink);
        } else {
            groups(group, sink);
        }
    }

    /** One for each value, with the parameters that all of the group have in common. */
    private void groups(String name, Sink sink) throws IOException {
        Map<String, ObjectNode> groups = new LinkedHashMap<>();
        MessageLines.read(folder.fresh(after.stages().get(0)), 0, MessageLines.ADDED, (member, length) -> {
            String group = TaskKey.ofGroup(member.params(), name);
            if (group != null) {
                ObjectNode known = groups.putIfAbsent(group, member.params());
                if (known != null) {
                    known.properties()
                            .removeIf(param ->
                                    !param.getValue().equals(member.params().get(param.getKey())));
                }
            }
            return true;
        });
        groups.forEach(sink::task);
    }

    /** One for each task of the first stage; of a parameter that several have, the value is the first's. */
    private void each(Sink sink) throws IOException {
        List<BufferedReader> files = new ArrayList<>();
        try {
            for (String before : after.stages()) {
                files.add(Files.newBufferedReader(folder.fresh(before)));
            }
            for (long n = 1; ; n++) {
                List<@Nullable Message> led = new ArrayList<>();
                for (BufferedReader file : files) {
                    led.add(message(file.readLine(), n));
                }
                if (led.stream().allMatch(message -> message == null)) {
                    return;
                }
                merge(led, sink);
            }
        } finally {
            for (BufferedReader file : files) {
                file.close();
            }
        }
    }

    private @Nullable Message message(@Nullable String line, long n) {
        try {
            return line == null ? null : MessageCodec.decode(line, "");
        } catch (BadMessageException e) {
            throw Problem.failed(
                    "what was written of task " + n + " for stage " + stage + " cannot be read: " + e.getMessage(),
                    "look at the disk, and say the same again");
        }
    }

    private void merge(List<@Nullable Message> led, Sink sink) {
        Message first = led.get(0);
        String key = key(0, first);
        for (int i = 1; i < led.size(); i++) {
            Message other = led.get(i);
            if (first == null || other == null || !key.equals(key(i, other))) {
                throw at.usage(
                        "stage '" + stage + "' follows " + String.join(" and ", after.stages())
                                + ", which have different tasks: where "
                                + after.stages().get(0) + " has "
                                + shown(first, key) + ", " + after.stages().get(i) + " has "
                                + shown(other, key(i, other)),
                        "let them have the same ids in the same order, or follow one of them");
            }
            other.params().properties().forEach(param -> {
                if (!first.params().has(param.getKey())) {
                    first.params().set(param.getKey(), param.getValue());
                }
            });
        }
        if (first != null) {
            sink.task(key, first.params());
        }
    }

    private String key(int stageNumber, @Nullable Message message) {
        return message == null
                ? ""
                : message.id().substring(after.stages().get(stageNumber).length() + 1);
    }

    private static String shown(@Nullable Message message, String key) {
        return message == null ? "no more" : "'" + key + "'";
    }
}
