package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;

/** A parameter's value as text: strings as they are, null empty, everything else as compact JSON. */
final class ValueText {
    private ValueText() {}

    static String of(String name, JsonNode value) {
        String text = value.isNull() ? "" : value.isTextual() ? value.textValue() : value.toString();
        if (text.indexOf('\0') >= 0) {
            throw new FillException("parameter '" + name + "' holds a NUL character, which no argument can");
        }
        if (text.codePoints().anyMatch(ValueText::half)) {
            throw new FillException("parameter '" + name + "' holds half of a character (a lone surrogate)");
        }
        return text;
    }

    /** It has no UTF-8: the program would get a question mark instead. */
    private static boolean half(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
