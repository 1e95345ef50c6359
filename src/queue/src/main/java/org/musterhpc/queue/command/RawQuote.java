package org.musterhpc.queue.command;

/** Quotes within which only a backslash means something: {@code `...`} and {@code $'...'}. */
final class RawQuote {
    private RawQuote() {}

    /** The offset behind the closing quote of what opens at {@code at} with {@code length} characters. */
    static int end(String text, int at, int length, char quote) {
        int end = at + length;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            throw new TemplateException(text, at, text.substring(at, at + length) + " is opened here and never closed");
        }
        return end + 1;
    }
}
