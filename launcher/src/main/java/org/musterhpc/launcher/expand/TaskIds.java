package org.musterhpc.launcher.expand;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.source.Row;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.TaskKey;

/** Gives a stage's tasks their ids: {@code <stage>/<key>} where the source has keys, else {@code <stage>/000001}. */
final class TaskIds {
    private static final String ADVICE = "give every row an 'id' of its own, or leave it out of all of them";

    private final String stage;
    private final Findings findings;
    private final SeenKeys seen = new SeenKeys();
    private @Nullable Boolean keyed;
    private @Nullable Path first;

    /** @param keyed whether tasks that are there have keys; null: there are none */
    TaskIds(String stage, @Nullable Boolean keyed, Findings findings) {
        this.stage = stage;
        this.keyed = keyed;
        this.findings = findings;
    }

    /** The id; where its key cannot be used, that is noted, and the number stands for it. */
    String of(Row row, long n) {
        String key = row.key();
        if (keyed == null) {
            keyed = key != null;
        }
        if (first == null) {
            first = row.at().file();
        }
        if (keyed != (key != null)) {
            findings.add(
                    row.at(),
                    key == null ? "has no 'id', other tasks have" : "has an 'id', tasks before have none",
                    ADVICE);
            return Message.numberedId(stage, n);
        }
        if (key == null) {
            return Message.numberedId(stage, n);
        }
        String fault = TaskKey.fault(key);
        if (fault != null) {
            findings.add(
                    row.at(), "the id '" + key + "' " + fault, "use letters, digits and _ . - / as in a relative path");
            return Message.numberedId(stage, n);
        }
        int before = seen.add(key, row.at().line());
        if (before != 0) {
            String where = sameFile(row) ? ", on line " + before : "";
            findings.add(row.at(), "the id '" + key + "' was given before" + where, ADVICE);
        }
        return stage + "/" + key;
    }

    /** Whether all rows so far are of one file: else a line alone says little. */
    private boolean sameFile(Row row) {
        return row.at().file().equals(first);
    }
}
