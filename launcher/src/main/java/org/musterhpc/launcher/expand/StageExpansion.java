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
    private final StageSpec spec;
    private final ManifestFolder folder;
    private final TaskIds ids;
    private final TaskCheck check;
    private final Groups groups;
    private long count;
    private byte[] digest = {};

    StageExpansion(CampaignSpec campaign, StageSpec spec, ManifestFolder folder, Findings findings) {
        this.spec = spec;
        this.folder = folder;
        this.ids = new TaskIds(spec.name(), findings);
        this.check = new TaskCheck(campaign, spec, findings);
        this.groups = new Groups(spec.stage(), findings);
    }

    /** How many tasks were written. */
    long count() {
        return count;
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
                if (count == 0) {
                    throw source.empty();
                }
            } else if (after != null && after.mode() == Mode.CHILDREN) {
                // Results will bring them along.
            } else if (after != null && !after.all()) {
                new FollowedTasks(folder, spec.name(), after, spec.lines().after())
                        .read((key, params) -> put(writer, spec.name() + "/" + key, params, at));
            } else {
                send(writer, new Row(JsonNodeFactory.instance.objectNode(), null, at));
            }
            check.end();
            digest = writer.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void send(ManifestWriter writer, Row row) {
        put(writer, ids.of(row, count + 1), row.params(), row.at());
    }

    private void put(ManifestWriter writer, String id, ObjectNode params, Spot at) {
        count++;
        Message message = new Message(id, count, Tries.NONE, Needs.NOTHING, params, groups.of(params, at));
        check.check(message, at);
        try {
            writer.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
