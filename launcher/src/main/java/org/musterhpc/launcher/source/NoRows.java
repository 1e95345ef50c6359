package org.musterhpc.launcher.source;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;

/** Of a stage to which nothing is added. */
public record NoRows(Spot at) implements Source {
    @Override
    public @Nullable Set<String> names() {
        return null;
    }

    @Override
    public void rows(Consumer<Row> sink) {}
}
