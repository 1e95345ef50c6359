package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.Row;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;

/** Writes one stage's messages: its source's rows, or a task for each of another stage, or a single one. */
final class StageExpansion {
    private final boolean open;
    private final StageSpec spec;
    private final ManifestFolder folder;
    private final TaskIds ids;
    private final TaskCheck check;
    private final Groups groups;
    private final Findings findings;
    private final There before;
    private long count;
    private long there;
    private byte[] digest = {};

    StageExpansion(CampaignSpec campaign, StageSpec spec, ManifestFolder folder, Findings findings) {
        this(campaign, spec, folder, findings, There.nothing());
    }

    /** @param before what the stage has already; only what is new is written, with numbers behind those */
    StageExpansion(CampaignSpec campaign, StageSpec spec, ManifestFolder folder, Findings findings, There before) {
        this.open = campaign.open();
        this.before = before;
        this.findings = findings;
        this.spec = spec;
        this.folder = folder;
        this.ids = new TaskIds(spec.name(), before.keyed(), findings);
        this.check = new TaskCheck(campaign, spec, findings);
        this.groups = new Groups(spec.stage(), findings);
    }

    /** How many tasks were written. */
    long count() {
        return count;
    }

    /** How many were there before. */
    long there() {
        return there;
    }

    /** How many were there before and did not come again. */
    long gone() {
        return before.count() - there;
    }

    byte[] digest() {
        return digest;
    }

    void write() throws IOException {
        try (ManifestWriter writer = new ManifestWriter(folder.fresh(spec.name()))) {
            Source source = spec.source();
            After after = spec.stage().after();
            Spot at = spec.lines().stage();
            if (source != null) {
                source.rows(row -> send(writer, row));
                if (count == 0 && !open) { // of one that is open, the first may come later
                    throw source.empty();
                }
            } else if (after != null && after.mode() == Mode.CHILDREN) {
                // Results will bring them along.
            } else if (after != null && !after.all()) {
                new FollowedTasks(folder, spec.name(), after, spec.lines().after())
                        .read((key, params) -> follow(writer, spec.name() + "/" + key, params, at));
            } else {
                send(writer, new Row(JsonNodeFactory.instance.objectNode(), null, at));
            }
            check.end();
            digest = writer.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whether what is there can be run by these definitions, too. */
    void lookAgain(Spot at) throws IOException {
        MessageLines.read(folder.file(spec.name()), 0, MessageLines.MESSAGES, (message, length) -> {
            check.check(message, at);
            return true;
        });
    }

    private void send(ManifestWriter writer, Row row) {
        String id = ids.of(row, before.count() + count + 1);
        boolean same = row.key() == null ? before.hasAnother(row.params()) : before.hasExactly(id, row.params());
        if (same) {
            there++;
        } else if (row.key() != null && before.has(id)) {
            findings.add(
                    row.at(),
                    "task " + id + " is there already, with other parameters",
                    "what was sent is not changed: give the task another id");
        } else {
            put(writer, id, row.params(), row.at());
        }
    }

    /** Of a group that is there, the task is. */
    private void follow(ManifestWriter writer, String id, ObjectNode params, Spot at) {
        if (!before.has(id)) {
            put(writer, id, params, at);
        }
    }

    private void put(ManifestWriter writer, String id, ObjectNode params, Spot at) {
        count++;
        Message message =
                new Message(id, before.count() + count, Tries.NONE, Needs.NOTHING, params, groups.of(params, at));
        check.check(message, at);
        try {
            writer.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
