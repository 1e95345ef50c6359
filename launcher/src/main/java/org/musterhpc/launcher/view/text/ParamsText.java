package org.musterhpc.launcher.view.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;

/** Parameters in one line: {@code image1=a.png tolerance=0.01}. */
final class ParamsText {
    private ParamsText() {}

    static String of(ObjectNode params) {
        List<String> words = new ArrayList<>();
        params.properties().forEach(param -> words.add(param.getKey() + "=" + value(param.getValue())));
        return Harmless.line(String.join(" ", words));
    }

    private static final int LONGEST = 200;

    /** Strings without quotes unless one would not see where they end. */
    static String value(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        boolean quoted = value.isTextual() && (text.isEmpty() || text.indexOf(' ') >= 0);
        return cut(quoted ? value.toString() : text);
    }

    /** A value may be a genome; {@code --json} has all of it. */
    static String cut(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST) - 1)) + "… ("
                        + Numbers.grouped(text.length()) + " characters)";
    }
}
