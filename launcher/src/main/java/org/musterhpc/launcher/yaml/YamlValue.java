package org.musterhpc.launcher.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a YAML file, which knows its line and what it is called.
 */
public final class YamlValue {
    private final Spot at;
    private final String name;
    private final Node node;

    private YamlValue(Spot at, String name, Node node) {
        this.at = at;
        this.name = name;
        this.node = node;
    }

    static YamlValue top(Path file, Node node) {
        return new YamlValue(new Spot(file, line(node)), "", node);
    }

    YamlValue child(String key, int line, Node child) {
        return new YamlValue(new Spot(at.file(), line), name.isEmpty() ? key : name + "." + key, child);
    }

    /** The line of its key, or of itself where it has none. */
    public Spot at() {
        return at;
    }

    /** Its key with those above it, such as {@code retry.max_attempts}. */
    public String name() {
        return name;
    }

    /** The same value, called otherwise in messages. */
    public YamlValue called(String other) {
        return new YamlValue(at, other, node);
    }

    /** Nothing behind the colon. */
    public boolean isNothing() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Where a line of a text (from 1) stands in the file: exact for {@code |} blocks, else the line of the key. */
    public Spot lineOfText(int line) {
        boolean literal = node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.LITERAL;
        return literal ? new Spot(at.file(), line(node) + line) : at;
    }

    /**
     * A text, number or truth value, as it is written.
     *
     * @throws Problem where it is none
     */
    public String text() {
        if (isNothing()) {
            throw problem("has no value", "write one, or leave the line out");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw problem(
                "must be a single value",
                isPlaceholder()
                        ? "put it in quotes: {{…}} without them is a map to YAML"
                        : "write it as '" + lastName() + ": VALUE' on one line");
    }

    /** {@code {{name}}} without quotes: a map whose key is a map. */
    private boolean isPlaceholder() {
        return node instanceof MappingNode map
                && map.getValue().size() == 1
                && map.getValue().get(0).getKeyNode() instanceof MappingNode;
    }

    /**
     * The text, understood by somebody who throws {@link IllegalArgumentException} (what is wrong; what to write) where he
     * cannot.
     */
    public <T> T parsed(Function<String, T> reader) {
        String text = text();
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int advice = message.indexOf("; ");
            throw advice < 0
                    ? problem(message, "correct the value")
                    : problem(message.substring(0, advice), message.substring(advice + 2));
        }
    }

    /** A whole number in a range. */
    public int whole(int least, int most) {
        String range = most == Integer.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most;
        try {
            int number = Integer.parseInt(text());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with what is allowed
        }
        throw problem("'" + text() + "' is not a whole number " + range, "write a whole number " + range);
    }

    /** {@code true} or {@code false}. */
    public boolean truth() {
        if (node instanceof ScalarNode && node.getTag().equals(Tag.BOOL)) {
            return Boolean.parseBoolean(text());
        }
        throw problem("must be true or false", "write true or false");
    }

    /**
     * @throws Problem where it is not a list
     */
    public List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence)) {
            throw problem("must be a list", "write it as [A, B] or with one '- A' a line");
        }
        List<YamlValue> values = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            values.add(new YamlValue(new Spot(at.file(), line(item)), name, item));
        }
        return values;
    }

    /** The items of a list, or the value itself as the only one. */
    public List<YamlValue> listOrOne() {
        return isList() ? list() : List.of(this);
    }

    /**
     * @param where for messages, such as {@code in stage 'match'}
     * @throws Problem where it is not a map, or has a key twice
     */
    public YamlMap map(String where) {
        if (!(node instanceof MappingNode mapping)) {
            throw problem("must be a map of keys and values", "write 'key: value' lines");
        }
        return YamlMap.of(this, mapping, where);
    }

    Node node() {
        return node;
    }

    /** A problem of this value, exit status 2. */
    public Problem problem(String what, String advice) {
        return at.usage(name.isEmpty() ? what : name + ": " + what, advice);
    }

    private String lastName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
