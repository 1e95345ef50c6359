package org.musterhpc.agent.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.agent.task.Preparation.Unfit;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.command.UpstreamFiles;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskKey;

/** The tasks for which another waited, as they are told to that: in files, and by the keys of a group. */
final class UpstreamTasks {
    /** Characters of all keys together that a command may be given; the rest of 2 MiB is for everything else. */
    private static final int MOST_OF_KEYS = 1 << 20;

    private final Workshop.Upstream upstream;
    private final Path folder;
    private final List<String> items = new ArrayList<>();
    private Map<String, String> variables = Map.of();
    private long letters;

    /** @param folder for our eyes only */
    UpstreamTasks(Workshop.Upstream upstream, Path folder) {
        this.upstream = upstream;
        this.folder = folder;
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
        boolean group = TaskNames.hasItems(stage);
        try (UpstreamFiles files = new UpstreamFiles(stage, folder, "-" + slot, UpstreamTasks::failed)) {
            variables = files.variables();
            if (variables.isEmpty()) {
                return;
            }
            upstream.each(stage.name(), TaskKey.of(stage.name(), lease.id()), !group, task -> {
                files.accept(task);
                keep(TaskKey.of(task.stage(), task.id()));
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (group && letters == 0 && lease.message().n() > 0) {
            throw new Unfit(
                    Outcome.START_FAILED, "the list of the group's tasks is lost; muster rollcall --deep tells more");
        }
    }

    /** One that is under way again has not succeeded yet. */
    private static boolean failed(UpstreamTask task) {
        return task.ending() == null || task.ending().state() != State.DONE;
    }

    private void keep(String key) {
        letters += key.length() + 1;
        if (letters <= MOST_OF_KEYS) {
            items.add(key);
        }
    }
}
