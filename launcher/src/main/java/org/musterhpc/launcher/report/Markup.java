package org.musterhpc.launcher.report;

import org.musterhpc.launcher.view.Harmless;

/** Writes HTML. Whatever is not markup of ours comes in by {@link #text} or as a value of an attribute, and is escaped. */
final class Markup {
    private final StringBuilder out = new StringBuilder(1 << 16);

    /** @param attributes names, and values behind them */
    Markup open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(Harmless.line(attributes[i + 1]));
            out.append('"');
        }
        out.append('>');
        return this;
    }

    Markup close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    /** One line of foreign text. */
    Markup text(String foreign) {
        escape(Harmless.line(foreign));
        return this;
    }

    /** Several lines of foreign text, for {@code pre}. */
    Markup lines(String foreign) {
        escape(Harmless.text(foreign));
        return this;
    }

    /** A whole element with a text in it. */
    Markup element(String tag, String foreign, String... attributes) {
        return open(tag, attributes).text(foreign).close(tag);
    }

    Markup newline() {
        out.append('\n');
        return this;
    }

    /** Nothing foreign may be in it. */
    Markup own(String markup) {
        out.append(markup);
        return this;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
