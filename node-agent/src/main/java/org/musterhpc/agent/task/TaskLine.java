package org.musterhpc.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.command.UpstreamFiles;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskKey;

/** What a handler reads of a task: one line of JSON, with what a command finds in its environment. */
record TaskLine(String campaign, Stage stage, Lease lease) {

    /**
     * @param names what a command's template could name
     * @param files the variables that name files with what the task waited for, among others
     */
    String text(Map<String, JsonNode> names, Map<String, String> files) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", lease.id());
        line.put("key", TaskKey.of(stage.name(), lease.id()));
        line.put("campaign", campaign);
        line.put("stage", stage.name());
        line.set("index", names.get("index"));
        line.put("attempt", lease.attempt());
        if (lease.second()) {
            line.put("second", true);
        }
        line.put("deadline", lease.claimed().plus(lease.walltime()).getEpochSecond());
        line.put("workdir", stage.shell().workdir());
        ObjectNode params = line.putObject("params");
        Parameters.own(lease.message(), stage, params::set);
        // No parameter of the user's: of a task that is run alone it tells the number that it had.
        params.remove("index");
        if (TaskNames.hasParent(stage)) {
            line.set("parent", names.get(TaskNames.PARENT));
        }
        put(line, "items", files.get(UpstreamFiles.ITEMS));
        put(line, "upstream", files.get(UpstreamFiles.UPSTREAM));
        return line.toString();
    }

    private static void put(ObjectNode line, String key, @Nullable String file) {
        if (file != null) {
            line.put(key, file);
        }
    }
}
