package org.musterhpc.launcher.yaml;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;

/** Refuses tags: the library drops {@code !} of {@code command: ! grep x} without a word, and the command would mean the opposite. */
final class Untagged implements Parser {
    private final Path file;
    private final Parser parser;

    Untagged(Path file, Parser parser) {
        this.file = file;
        this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    /**
     * @throws Problem where a value has a tag of its own; {@code !!str} and the like are YAML's
     */
    @Override
    public Event getEvent() {
        Event event = parser.getEvent();
        String tag = tag(event);
        if (tag != null && tag.startsWith("!")) {
            throw new Spot(file, event.getStartMark().getLine() + 1)
                    .usage(
                            "'" + tag + "' at the beginning of a value is a tag to YAML, and no part of it",
                            "put the whole value in quotes, with the " + tag + " in it");
        }
        return event;
    }

    private static @Nullable String tag(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag();
        }
        return event instanceof CollectionStartEvent start ? start.getTag() : null;
    }
}
