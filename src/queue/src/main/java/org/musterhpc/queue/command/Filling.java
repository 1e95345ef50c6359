package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pieces of a template, put together with a task's parameters. */
record Filling(List<Piece> pieces) {
    Filling {
        pieces = List.copyOf(pieces);
    }

    /** Text that no shell sees. */
    static Filling verbatim(String template) {
        Collector collector = new Collector();
        int at = 0;
        while (at < template.length()) {
            Placeholders.Found found = Placeholders.at(template, at);
            if (found != null) {
                collector.slot(found.name(), ValueQuoting.VERBATIM);
                at = found.end();
            } else if (Placeholders.escapedAt(template, at)) {
                collector.text("{{");
                at += 4;
            } else {
                collector.text(template.substring(at, at + 1));
                at++;
            }
        }
        return collector.filling();
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Slot slot) {
                names.add(slot.name());
            }
        }
        return names;
    }

    String with(Map<String, JsonNode> params) {
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Slot slot) {
                out.append(value(slot, params));
            } else if (piece instanceof Piece.Text text) {
                out.append(text.text());
            }
        }
        return out.toString();
    }

    /** As words that no shell splits: one, or as many as there are items where nothing else is in it. */
    List<String> words(Map<String, JsonNode> params) {
        List<String> items = items(params);
        return items == null ? List.of(with(params)) : items;
    }

    /** The same, as templates for what else they name. */
    List<String> templates(Map<String, JsonNode> given) {
        List<String> items = items(given);
        return items == null
                ? List.of(template(given))
                : items.stream().map(Placeholders::escaped).toList();
    }

    private @Nullable List<String> items(Map<String, JsonNode> params) {
        if (pieces.size() == 1 && pieces.get(0) instanceof Piece.Slot slot) {
            JsonNode value = params.get(slot.name());
            return value != null && Items.are(value) ? Items.words(value) : null;
        }
        return null;
    }

    /** A template again: these values are in it, and the other places are as they were. */
    String template(Map<String, JsonNode> given) {
        StringBuilder out = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text plain) {
                text.append(plain.text());
            } else if (piece instanceof Piece.Slot slot && given.containsKey(slot.name())) {
                text.append(value(slot, given));
            } else if (piece instanceof Piece.Slot slot) {
                out.append(Placeholders.escaped(text.toString())).append(Placeholders.of(slot.name()));
                text.setLength(0);
            }
        }
        return out.append(Placeholders.escaped(text.toString())).toString();
    }

    /** Of text that is a path: the parameter whose empty value leaves nothing between two slashes; null: there is none. */
    @Nullable
    String emptyPart(Map<String, JsonNode> params) {
        String inPart = null;
        boolean filled = false;
        for (Piece piece : pieces) {
            String text;
            if (piece instanceof Piece.Slot slot) {
                text = value(slot, params);
                inPart = slot.name();
            } else {
                text = ((Piece.Text) piece).text();
            }
            int slash = text.indexOf('/');
            if (slash >= 0) {
                if (inPart != null && !filled && text.substring(0, slash).isBlank()) {
                    return inPart;
                }
                String rest = text.substring(text.lastIndexOf('/') + 1);
                filled = !rest.isBlank();
                inPart = null;
            } else {
                filled |= !text.isBlank();
            }
        }
        return inPart != null && !filled ? inPart : null;
    }

    private static String value(Piece.Slot slot, Map<String, JsonNode> params) {
        JsonNode value = params.get(slot.name());
        if (value == null) {
            throw new FillException("parameter '" + slot.name() + "' is missing" + hint(slot.name(), params.keySet()));
        }
        String text = Items.are(value) ? "" : ValueText.of(slot.name(), value);
        try {
            return Items.are(value)
                    ? Items.text(value, slot.quoting())
                    : slot.quoting().apply(text);
        } catch (FillException e) {
            throw new FillException("parameter '" + slot.name() + "': " + e.getMessage());
        }
    }

    private static String hint(String name, Collection<String> known) {
        String nearest = NearestName.of(name, known);
        return nearest == null ? "" : "; did you mean '" + nearest + "'?";
    }

    /** Gathers pieces, neighbouring texts as one. */
    static final class Collector {
        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder pending = new StringBuilder();

        void text(String text) {
            pending.append(text);
        }

        void slot(String name, ValueQuoting quoting) {
            flush();
            pieces.add(new Piece.Slot(name, quoting));
        }

        Filling filling() {
            flush();
            return new Filling(pieces);
        }

        private void flush() {
            if (!pending.isEmpty()) {
                pieces.add(new Piece.Text(pending.toString()));
                pending.setLength(0);
            }
        }
    }
}
