package org.musterhpc.launcher.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * YAML values as JSON. A word becomes a number only where the number is written again in the same way, so that
 * {@code 1.10}, {@code 0755} and {@code 1e5} reach a command as they stand in the file.
 */
final class Json {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,999})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Json() {}

    static JsonNode of(Value value) {
        if (value.isList()) {
            ArrayNode array = JSON.arrayNode();
            value.items("list").forEach(item -> array.add(of(item)));
            return array;
        }
        if (value.isMapping()) {
            ObjectNode object = JSON.objectNode();
            value.entries("mapping").forEach((key, entry) -> object.set(key, of(entry)));
            return object;
        }
        if (value.isNull()) {
            return JSON.nullNode();
        }
        String text = value.text("value");
        return value.plain() ? word(text) : JSON.textNode(text);
    }

    private static JsonNode word(String text) {
        switch (text) {
            case "true", "True", "TRUE":
                return JSON.booleanNode(true);
            case "false", "False", "FALSE":
                return JSON.booleanNode(false);
            default:
                break;
        }
        if (INTEGER.matcher(text).matches() && !text.equals("-0")) {
            return text.length() < 19
                    ? JSON.numberNode(Long.parseLong(text))
                    : BigIntegerNode.valueOf(new BigInteger(text));
        }
        if (DECIMAL.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            if (Double.toString(number).equals(text)) {
                return JSON.numberNode(number);
            }
        }
        return JSON.textNode(text);
    }
}
