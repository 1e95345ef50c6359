package org.musterhpc.queue.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds <code>{{name}}</code> in a template. <code>{{{{</code> stands for two braces; of three in a row the first is an
 * ordinary one.
 */
final class Placeholders {
    private static final String OPEN = "{{";
    private static final String ESCAPED = "{{{{";
    /** Columns of people's tables have names such as {@code image 1}, {@code Länge (m)} and {@code x/y}. */
    private static final String IN_A_NAME = "[\\p{L}\\p{M}\\p{N}_.()/%-]";

    private static final Pattern FORM =
            Pattern.compile("\\{\\{[ \\t]*([\\p{L}_]" + IN_A_NAME + "*(?:[ \\t]+" + IN_A_NAME + "+)*)[ \\t]*}}");
    private static final int SHOWN = 30;

    private Placeholders() {}

    /** A placeholder, and the offset behind it. */
    record Found(String name, int end) {}

    static String of(String name) {
        return OPEN + name + "}}";
    }

    /** Text that stands for itself in a template. */
    static String escaped(String text) {
        return text.replace(OPEN, ESCAPED);
    }

    static boolean escapedAt(String text, int at) {
        return text.startsWith(ESCAPED, at);
    }

    /**
     * The placeholder that begins here, or null.
     *
     * @throws TemplateException where two braces begin something else
     */
    static @Nullable Found at(String text, int at) {
        if (!text.startsWith(OPEN, at) || escapedAt(text, at) || text.startsWith("{", at + 2)) {
            return null;
        }
        Matcher form = FORM.matcher(text).region(at, text.length());
        if (form.lookingAt()) {
            return new Found(form.group(1), form.end());
        }
        int close = text.indexOf("}}", at);
        if (close < 0) {
            throw new TemplateException(text, at, "{{ is never closed; write {{name}}, or {{{{ for two braces");
        }
        String inside = text.substring(at + 2, Math.min(close, at + 2 + SHOWN));
        throw new TemplateException(
                text,
                at,
                "'" + inside.strip()
                        + "' is not a parameter's name (letters, digits, blanks and _ . - / ( ) %, a letter first);"
                        + " write {{{{ where two braces are meant");
    }
}
