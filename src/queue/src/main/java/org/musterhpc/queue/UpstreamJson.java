package org.musterhpc.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.TaskKey;

/** What a task is told of another for which it waited, as JSON: a contract with programs of users (docs/campaign-file.md). */
public final class UpstreamJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private UpstreamJson() {}

    /** Writes objects that are not in an array a line each. */
    public static JsonGenerator to(Writer file) throws IOException {
        return JSON.createGenerator(file).setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    }

    public static void write(UpstreamTask task, JsonGenerator json) throws IOException {
        Ending ending = task.ending();
        json.writeStartObject();
        json.writeStringField("id", task.id());
        json.writeStringField("stage", task.stage());
        json.writeStringField("key", TaskKey.of(task.stage(), task.id()));
        json.writeStringField("state", ending == null ? null : ending.state().name());
        if (task.params() != null) {
            json.writeObjectField("params", task.params());
        }
        if (ending != null) {
            Attempt last = ending.last();
            json.writeStringField("outcome", last.outcome().name());
            if (last.detail().exit() != null) {
                json.writeNumberField("exit", last.detail().exit());
            }
            if (last.detail().reason() != null) {
                json.writeStringField("reason", last.detail().reason());
            }
            if (last.result() != null) {
                json.writeObjectField("result", last.result());
            }
        }
        json.writeEndObject();
    }
}
