package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.musterhpc.launcher.problem.Spot;

/** Items that stand in the campaign file itself. */
public record ListSource(Spot at, List<Item> items, String as) implements Source {
    /** What the parameter is called where {@code as:} does not say. */
    public static final String NAME = "item";

    public ListSource {
        items = List.copyOf(items);
    }

    /** A value and its line. */
    public record Item(JsonNode value, Spot at) {}

    @Override
    public Set<String> names() {
        return Set.of(as);
    }

    @Override
    public void rows(Consumer<Row> sink) {
        items.forEach(item -> sink.accept(Single.row(as, item.value(), item.at())));
    }
}
