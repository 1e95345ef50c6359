package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Parameters in one line: {@code image1=a.png tolerance=0.01}. */
final class ParamsText {
    private ParamsText() {}

    static String of(ObjectNode params) {
        List<String> words = new ArrayList<>();
        params.properties().forEach(param -> words.add(param.getKey() + "=" + value(param.getValue())));
        return Harmless.line(String.join(" ", words));
    }

    /** Strings without quotes unless one would not see where they end. */
    static String value(JsonNode value) {
        if (!value.isTextual()) {
            return value.toString();
        }
        String text = value.textValue();
        return text.isEmpty() || text.indexOf(' ') >= 0 ? value.toString() : text;
    }
}
