package org.musterhpc.agent.task;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Preparation.Unfit;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.UpstreamJson;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskKey;

/**
 * Writes down for a task what it waited for: {@code $MUSTER_ITEMS}, a JSON object a line for each task of its group, and
 * {@code $MUSTER_UPSTREAM}, a JSON array of those that did not end well, where it starts all the same.
 */
final class UpstreamFiles {
    /** Characters of all keys together that a command may be given; the rest of 2 MiB is for everything else. */
    private static final int MOST_OF_KEYS = 1 << 20;

    private final Workshop.Upstream upstream;
    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> items = new ArrayList<>();
    private long letters;

    /** @param folder for our eyes only */
    UpstreamFiles(Workshop.Upstream upstream, Path folder) {
        this.upstream = upstream;
        this.folder = folder;
    }

    /** Whether tasks of the stage have any. */
    static boolean wanted(Stage stage) {
        After after = stage.after();
        return after != null && after.mode() != Mode.CHILDREN && (after.mode() == Mode.GROUP || after.ended());
    }

    /** The variables that name the files. */
    Map<String, String> variables() {
        return variables;
    }

    /**
     * The keys of the group's tasks, in the order of the tasks.
     *
     * @throws Unfit where they are too many for a command
     */
    List<String> items() throws Unfit {
        if (letters > MOST_OF_KEYS) {
            throw new Unfit(
                    Outcome.BAD_MESSAGE,
                    "{{items}}: the group's tasks are too many for a command line; read their names from the file"
                            + " $MUSTER_ITEMS");
        }
        return items;
    }

    /**
     * @param slot names the files that no other attempt uses meanwhile
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not tell
     */
    void write(Stage stage, Lease lease, int slot) throws Unfit, IOException {
        if (!wanted(stage)) {
            return;
        }
        After after = Objects.requireNonNull(stage.after());
        boolean group = after.mode() == Mode.GROUP;
        String key = TaskKey.of(stage.name(), lease.id());
        try (JsonGenerator all = group ? open("items-" + slot + ".jsonl", "MUSTER_ITEMS") : null;
                JsonGenerator failed = after.ended() ? open("upstream-" + slot + ".json", "MUSTER_UPSTREAM") : null) {
            if (failed != null) {
                failed.writeStartArray();
            }
            upstream.each(stage.name(), key, !group, task -> note(task, all, failed));
            if (all != null) {
                all.writeRaw('\n');
            }
            if (failed != null) {
                failed.writeEndArray();
                failed.writeRaw('\n');
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (group && letters == 0 && lease.message().n() > 0) {
            throw new Unfit(
                    Outcome.START_FAILED, "the list of the group's tasks is lost; muster rollcall --deep tells more");
        }
    }

    private JsonGenerator open(String name, String variable) throws IOException {
        Path file = folder.resolve(name);
        variables.put(variable, file.toString());
        return UpstreamJson.to(Files.newBufferedWriter(file));
    }

    private void note(UpstreamTask task, @Nullable JsonGenerator all, @Nullable JsonGenerator failed) {
        try {
            if (all != null) {
                UpstreamJson.write(task, all);
                keep(TaskKey.of(task.stage(), task.id()));
            }
            if (failed != null && (task.ending() == null || task.ending().state() != State.DONE)) {
                UpstreamJson.write(task, failed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keep(String key) {
        letters += key.length() + 1;
        if (letters <= MOST_OF_KEYS) {
            items.add(key);
        }
    }
}
