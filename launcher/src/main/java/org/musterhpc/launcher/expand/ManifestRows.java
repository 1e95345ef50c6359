package org.musterhpc.launcher.expand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.Row;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.queue.model.TaskKey;

/**
 * Rows as they stand in a manifest that was made of a campaign's file.
 *
 * @param at the campaign's file
 * @param keyed whether its tasks have keys of their own
 */
record ManifestRows(Spot at, Path file, String stage, boolean keyed) implements Source {
    static ManifestRows of(Spot at, Path file, String stage) throws IOException {
        return new ManifestRows(
                at, file, stage, Boolean.TRUE.equals(There.of(file, stage).keyed()));
    }

    @Override
    public @Nullable Set<String> names() {
        return null;
    }

    @Override
    public void rows(Consumer<Row> sink) {
        try {
            MessageLines.read(file, 0, MessageLines.MESSAGES, (message, length) -> {
                sink.accept(new Row(message.params(), keyed ? TaskKey.of(stage, message.id()) : null, at));
                return true;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
