package org.musterhpc.queue.redis.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Finds tasks that are held although what they wait for is over, and groups whose count is not what it should be. */
final class FollowerCheck {
    private final ScriptRunner runner;
    private final Keys keys;

    FollowerCheck(ScriptRunner runner, Keys keys) {
        this.runner = runner;
        this.keys = keys;
    }

    /** @param wrong gets what is wrong, in a few words */
    void look(Stage stage, Consumer<String> wrong) {
        After after = stage.after();
        if (after == null) {
            return;
        }
        switch (after.mode()) {
            case EACH -> pages(stage, groups -> each(stage.name(), after, groups, wrong));
            case GROUP -> {
                boolean sealed = "1".equals(count(after.stages().get(0), "sealed"));
                pages(
                        stage,
                        groups -> needs(stage.name(), groups).forEach((group, need) -> {
                            if (sealed && number(need, 0) <= 0) {
                                wrong.accept(group);
                            }
                        }));
            }
            case ALL -> {
                Long held = runner.find(redis -> redis.llen(keys.held(stage.name())));
                if (held != null && held > 0 && open(stage.name(), after)) {
                    wrong.accept("all that wait for " + after.stages().get(0));
                }
            }
            case CHILDREN -> {
                // They wait for nothing.
            }
        }
    }

    private void pages(Stage stage, Consumer<List<String>> sink) {
        List<String> page = new ArrayList<>();
        Scan.hash(runner, keys.blocked(stage.name()), (group, message) -> {
            page.add(group);
            if (page.size() == Scan.PAGE) {
                sink.accept(List.copyOf(page));
                page.clear();
            }
        });
        if (!page.isEmpty()) {
            sink.accept(page);
        }
    }

    private void each(String stage, After after, List<String> groups, Consumer<String> wrong) {
        Map<String, Integer> waits = new LinkedHashMap<>();
        groups.forEach(group -> waits.put(group, after.stages().size()));
        for (String before : after.stages()) {
            List<String> ids =
                    groups.stream().map(group -> before + "/" + group).toList();
            List<List<@Nullable String>> found = new ArrayList<>();
            found.add(values(keys.index(before), ids));
            if (after.ended()) {
                found.add(values(keys.dead(before), ids));
                found.add(values(keys.cancelled(before), ids));
            }
            for (int i = 0; i < groups.size(); i++) {
                int at = i;
                if (found.stream().anyMatch(values -> values.get(at) != null)) {
                    waits.merge(groups.get(i), -1, Integer::sum);
                }
            }
        }
        Map<String, @Nullable String> needs = needs(stage, groups);
        waits.forEach((group, count) -> {
            if (count == 0) {
                wrong.accept(group);
            } else if (number(needs.get(group), 1) != count) {
                wrong.accept(group + " waits for " + count + ", it says " + number(needs.get(group), 1));
            }
        });
    }

    private Map<String, @Nullable String> needs(String stage, List<String> groups) {
        List<@Nullable String> values = values(keys.need(stage), groups);
        Map<String, @Nullable String> needs = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            needs.put(groups.get(i), values.get(i));
        }
        return needs;
    }

    /** Nothing of a key of another type, which is told of elsewhere. */
    private List<@Nullable String> values(String key, List<String> fields) {
        List<@Nullable String> values = runner.find(redis -> redis.hmget(key, fields.toArray(String[]::new)));
        if (values != null) {
            return values;
        }
        List<@Nullable String> none = new ArrayList<>();
        fields.forEach(field -> none.add(null));
        return none;
    }

    private static long number(@Nullable String text, long otherwise) {
        return text != null && text.matches("-?\\d{1,15}") ? Long.parseLong(text) : otherwise;
    }

    private @Nullable String count(String stage, String name) {
        return runner.find(redis -> redis.hget(keys.counts(stage), name));
    }

    private boolean open(String stage, After after) {
        if ("1".equals(count(stage, "open"))) {
            return true;
        }
        String before = after.stages().get(0);
        long over = length(keys.index(before));
        if (after.ended()) {
            over += length(keys.dead(before)) + length(keys.cancelled(before));
        }
        return "1".equals(count(before, "sealed")) && over == number(count(before, "pushed"), -1);
    }

    private long length(String key) {
        Long length = runner.find(redis -> redis.hlen(key));
        return length == null ? 0 : length;
    }
}
