package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.Row;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Stage.After;

/** Writes one stage's messages: its source's rows, or a task for each of another stage, or a single one. */
final class StageExpansion {
    private final StageSpec spec;
    private final ManifestFolder folder;
    private final TaskIds ids;
    private final TaskCheck check;
    private long count;
    private byte[] digest = {};

    StageExpansion(StageSpec spec, ManifestFolder folder, Findings findings) {
        this.spec = spec;
        this.folder = folder;
        this.ids = new TaskIds(spec.name(), findings);
        this.check = new TaskCheck(spec, findings);
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
            if (source != null) {
                source.rows(row -> send(writer, row));
                if (count == 0) {
                    throw source.empty();
                }
            } else if (after != null && !after.all()) {
                follow(writer, after.stage());
            } else {
                send(
                        writer,
                        new Row(
                                JsonNodeFactory.instance.objectNode(),
                                null,
                                spec.lines().stage()));
            }
            check.end();
            digest = writer.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void follow(ManifestWriter writer, String leader) throws IOException {
        Spot at = spec.lines().stage();
        MessageLines.read(folder.fresh(leader), 0, MessageLines.MESSAGES, (led, length) -> {
            String key = led.id().substring(leader.length() + 1);
            put(
                    writer,
                    new Message(spec.name() + "/" + key, led.n(), Tries.NONE, Needs.NOTHING, led.params(), led.extra()),
                    at);
            return true;
        });
    }

    private void send(ManifestWriter writer, Row row) {
        long n = count + 1;
        put(
                writer,
                new Message(
                        ids.of(row, n),
                        n,
                        Tries.NONE,
                        Needs.NOTHING,
                        row.params(),
                        JsonNodeFactory.instance.objectNode()),
                row.at());
    }

    private void put(ManifestWriter writer, Message message, Spot at) {
        count++;
        check.check(message, at);
        try {
            writer.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
