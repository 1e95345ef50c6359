package org.musterhpc.launcher.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.musterhpc.launcher.problem.Place;
import org.musterhpc.launcher.problem.Problem;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a YAML file. Each reading method takes what the value is called ({@code "walltime of stage 'match'"}) and
 * throws a {@link Problem} with file and line where it is something else.
 */
public final class Value {
    private final String file;
    private final Node node;

    Value(String file, Node node) {
        this.file = file;
        this.node = node;
        Tag tag = node.getTag();
        if (!Tag.STR.equals(tag) && !Tag.SEQ.equals(tag) && !Tag.MAP.equals(tag)) {
            throw place().problem("the tag " + tag.getValue() + " is not known here", "leave the tag out");
        }
    }

    public Place place() {
        return new Place(file, node.getStartMark().getLine() + 1);
    }

    /** Where the given line (from 1) of a text of several lines stands; its beginning where that cannot be told. */
    public Place place(int line) {
        boolean literal = node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.LITERAL;
        return new Place(file, node.getStartMark().getLine() + 1 + (literal ? line : 0));
    }

    /** Whether nothing is written here, or {@code ~} or {@code null}. */
    public boolean isNull() {
        return plain() && Scalars.isNull(((ScalarNode) node).getValue());
    }

    public boolean isText() {
        return node instanceof ScalarNode && !isNull();
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** A text, number or flag, exactly as it is written. */
    public String text(String what) {
        if (!isText()) {
            throw place().problem(
                            what + ": is " + kind() + ", not a text",
                            "write a text; quote it if YAML takes it for something else");
        }
        return ((ScalarNode) node).getValue();
    }

    /** A text that {@code reading} understands; its complaint may hold advice after {@code "; "}. */
    public <T> T read(String what, Function<String, T> reading) {
        String text = text(what);
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            String[] parts = String.valueOf(e.getMessage()).split("; ", 2);
            throw place().problem(what + ": " + parts[0], parts.length > 1 ? parts[1] : "see docs/campaign-file.md");
        }
    }

    /** A whole number between two others, both included. */
    public int whole(String what, int least, int most) {
        return read(what, text -> Scalars.whole(text, least, most));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String what) {
        return read(what, Scalars::flag);
    }

    /** One of the given words. */
    public String choice(String what, Collection<String> words) {
        return read(what, text -> Scalars.choice(text, words));
    }

    public List<Value> items(String what) {
        if (!(node instanceof SequenceNode list)) {
            throw place().problem(
                            what + ": is " + kind() + ", not a list", "write [a, b] or one line \"- a\" for each");
        }
        List<Value> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(new Value(file, item));
        }
        return items;
    }

    /** A list of texts; a single text is a list of one. */
    public List<Value> oneOrMore(String what) {
        return isText() ? List.of(this) : items(what);
    }

    /** A mapping whose keys the user chose, in order. */
    public Map<String, Value> entries(String what) {
        if (!(node instanceof MappingNode mapping)) {
            throw place().problem(
                            what + ": is " + kind() + ", not a mapping", "write \"key: value\" lines, or {key: value}");
        }
        Map<String, Value> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Value key = new Value(file, tuple.getKeyNode());
            String name = key.text("key in " + what);
            Integer before = lines.putIfAbsent(name, key.place().line());
            if (before != null) {
                throw key.place()
                        .problem(
                                "duplicate key '" + name + "' in " + what + "; it is on line " + before + " already",
                                "keep one of them");
            }
            entries.put(name, new Value(file, tuple.getValueNode()));
        }
        return entries;
    }

    /** A mapping whose keys we chose. */
    public Section section(String what, Collection<String> keys) {
        return Section.of(this, what, keys);
    }

    /** Where a key of this mapping stands. */
    Place keyPlace(String key) {
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(key)) {
                return new Place(file, scalar.getStartMark().getLine() + 1);
            }
        }
        return place();
    }

    /** The value as JSON: what is not quoted and looks like a number, true, false or null in JSON is one. */
    public JsonNode json() {
        return Json.of(this);
    }

    boolean plain() {
        return node instanceof ScalarNode scalar && scalar.isPlain();
    }

    String kind() {
        return isList() ? "a list" : isMapping() ? "a mapping" : isNull() ? "nothing" : "a text";
    }
}
