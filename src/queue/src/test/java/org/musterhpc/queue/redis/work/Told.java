package org.musterhpc.queue.redis.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** What must hold of the list under a name of a config's that is told of what ends: each end is there, once. */
final class Told {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Told() {}

    /** @return what is broken, a line each */
    static List<String> broken(ScriptRunner runner, QueueNames names, Map<String, Places> all) {
        List<String> broken = new ArrayList<>();
        String list = names.completed();
        if (list == null) {
            return broken;
        }
        List<String> told = new ArrayList<>();
        for (String text : runner.ask(redis -> redis.lrange(list, 0, -1))) {
            try {
                JsonNode json = JSON.readTree(text);
                String token = json.has("last")
                        ? json.at("/last/token").asText()
                        : json.path("token").asText();
                told.add(json.path("state").asText() + " " + json.path("id").asText() + " " + token);
            } catch (JsonProcessingException e) {
                broken.add("told what is no JSON: " + text);
            }
        }
        told.stream()
                .filter(each -> !each.startsWith("CANCELLED") && told.indexOf(each) != told.lastIndexOf(each))
                .forEach(twice -> broken.add("told twice: " + twice));
        all.forEach((stage, places) -> {
            places.index.forEach((id, token) -> wants(told, "DONE " + id + " " + token, broken));
            places.dead.forEach((id, record) -> wants(told, "DEAD " + id + " " + record.split(" ", 2)[0], broken));
            places.cancelled.keySet().stream()
                    .filter(id -> told.stream().noneMatch(each -> each.startsWith("CANCELLED " + id.split("~c", 2)[0])))
                    .forEach(id -> broken.add("not told: CANCELLED " + id));
        });
        return broken;
    }

    private static void wants(List<String> told, String wanted, List<String> broken) {
        if (!told.contains(wanted)) {
            broken.add("not told: " + wanted);
        }
    }
}
