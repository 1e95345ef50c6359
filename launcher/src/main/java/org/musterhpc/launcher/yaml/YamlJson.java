package org.musterhpc.launcher.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Values of YAML as JSON, such that a command gets exactly what was written. */
public final class YamlJson {
    private YamlJson() {}

    public static JsonNode of(YamlValue value) {
        if (value.isMap()) {
            return object(value.map("in " + value.name()));
        }
        if (value.isList()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            value.list().forEach(item -> array.add(of(item)));
            return array;
        }
        return scalar((ScalarNode) value.node());
    }

    public static ObjectNode object(YamlMap map) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        map.values().forEach((key, value) -> object.set(key, of(value)));
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return NullNode.instance;
        }
        if (tag.equals(Tag.BOOL) && (text.equals("true") || text.equals("false"))) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? number(text) : TextNode.valueOf(text);
    }

    /** A number only where it comes out again letter by letter: {@code 1.10} and {@code 1e-5} stay what they are, as texts. */
    private static JsonNode number(String text) {
        try {
            long whole = Long.parseLong(text);
            if (Long.toString(whole).equals(text)) {
                return LongNode.valueOf(whole);
            }
        } catch (NumberFormatException e) {
            // a fraction, or too large
        }
        try {
            double number = Double.parseDouble(text);
            if (Double.toString(number).equals(text)) {
                return DoubleNode.valueOf(number);
            }
        } catch (NumberFormatException e) {
            // a text after all
        }
        return TextNode.valueOf(text);
    }
}
