package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of <code>{{items}}</code>: several words where it stands by itself, one text with blanks between them where it
 * stands in quotes. No parameter of a task can be like it.
 */
public final class Items {
    /** Where it is not known yet which they are: stands for itself. */
    static final JsonNode UNKNOWN = new POJONode(new Items(null));

    private final @Nullable List<String> words;

    private Items(@Nullable List<String> words) {
        this.words = words;
    }

    /** As the value of a name in a template. */
    public static JsonNode of(List<String> words) {
        return new POJONode(new Items(List.copyOf(words)));
    }

    /** Whether a value is a list of items, known or not. */
    static boolean are(JsonNode value) {
        return value instanceof POJONode node && node.getPojo() instanceof Items;
    }

    private static Items in(JsonNode value) {
        return (Items) ((POJONode) value).getPojo();
    }

    /** Each as a word of its own. */
    static List<String> words(JsonNode value) {
        Items items = in(value);
        return items.words == null ? List.of(Placeholders.of(TaskNames.ITEMS)) : items.words;
    }

    /** What stands in a command for them. */
    static String text(JsonNode value, ValueQuoting quoting) {
        Items items = in(value);
        if (items.words == null) {
            return quoting == ValueQuoting.NUMBER
                    ? quoting.apply("the list of items")
                    : Placeholders.of(TaskNames.ITEMS);
        }
        return switch (quoting) {
            case PLAIN, QUOTED -> items.words.stream().map(quoting::apply).collect(Collectors.joining(" "));
            case VERBATIM, IN_SINGLE, IN_DOUBLE, NUMBER -> quoting.apply(String.join(" ", items.words));
        };
    }
}
