package org.musterhpc.queue.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.TaskKey;

/**
 * Writes down for a task what it waited for, as it is told one by one: {@code $MUSTER_ITEMS}, a JSON object a line for each
 * task of its group, and {@code $MUSTER_UPSTREAM}, a JSON array of those that failed, where it starts all the same. What stands
 * in them is a contract with programs of users (docs/campaign-file.md).
 */
public final class UpstreamFiles implements Consumer<UpstreamTask>, AutoCloseable {
    /** The variable that names the file with a group's tasks. */
    public static final String ITEMS = "MUSTER_ITEMS";

    /** The variable that names the file with those that failed. */
    public static final String UPSTREAM = "MUSTER_UPSTREAM";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Predicate<UpstreamTask> fails;
    private final @Nullable JsonGenerator items;
    private final @Nullable JsonGenerator failed;

    /**
     * Begins the files that a task of this stage is to have, which may be none.
     *
     * @param folder for our eyes only
     * @param suffix tells these files from others in the folder
     * @param fails whether a task is one of those that failed
     */
    public UpstreamFiles(Stage stage, Path folder, String suffix, Predicate<UpstreamTask> fails) throws IOException {
        After after = stage.after();
        boolean told = after != null && after.mode() != Mode.CHILDREN && after.ended();
        this.fails = fails;
        items = TaskNames.hasItems(stage) ? begun(ITEMS, folder.resolve("items" + suffix + ".jsonl")) : null;
        failed = told ? begun(UPSTREAM, folder.resolve("upstream" + suffix + ".json")) : null;
        if (failed != null) {
            failed.writeStartArray();
        }
    }

    /** Objects that are not in an array stand a line each. */
    private JsonGenerator begun(String variable, Path file) throws IOException {
        variables.put(variable, file.toString());
        return JSON.createGenerator(Files.newBufferedWriter(file)).setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    }

    /** The variables that name the files; empty where there are none, and nothing need be told. */
    public Map<String, String> variables() {
        return variables;
    }

    /** @throws UncheckedIOException where it cannot be written */
    @Override
    public void accept(UpstreamTask task) {
        try {
            if (items != null) {
                write(task, items);
            }
            if (failed != null && fails.test(task)) {
                write(task, failed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (items;
                failed) {
            if (items != null) {
                items.writeRaw('\n');
            }
            if (failed != null) {
                failed.writeEndArray();
                failed.writeRaw('\n');
            }
        }
    }

    private static void write(UpstreamTask task, JsonGenerator json) throws IOException {
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
