package org.musterhpc.launcher.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One part of a path pattern, between two slashes: {@code *}, {@code ?}, {@code [a-z]}, <code>{a,b}</code>. As in a shell, a
 * name that begins with a dot must be asked for by its dot.
 */
record GlobPattern(String text, Pattern regex, boolean plain) {
    /** Any number of folders. */
    static final String ANY_DEPTH = "**";

    boolean anyDepth() {
        return text.equals(ANY_DEPTH);
    }

    boolean matches(String name) {
        return (!name.startsWith(".") || text.startsWith("."))
                && regex.matcher(name).matches();
    }

    /** The parts of a pattern; several {@code **} in a row are one, and the last one means all files below. */
    static List<GlobPattern> parts(String pattern) {
        List<GlobPattern> parts = new ArrayList<>();
        for (String part : pattern.split("/+", -1)) {
            boolean again = part.equals(ANY_DEPTH)
                    && !parts.isEmpty()
                    && parts.get(parts.size() - 1).anyDepth();
            if (!part.isEmpty() && !again) {
                parts.add(part(part));
            }
        }
        if (!parts.isEmpty() && parts.get(parts.size() - 1).anyDepth()) {
            parts.add(part("*"));
        }
        return parts;
    }

    private static GlobPattern part(String text) {
        StringBuilder regex = new StringBuilder();
        boolean plain = true;
        int braces = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '[' ? text.indexOf(']', i + 2) : -1;
            plain &= "*?[{".indexOf(c) < 0;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                String set = text.substring(i + 1, close)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = close;
            } else if (c == '{' && text.indexOf('}', i) > 0) {
                regex.append("(?:");
                braces++;
            } else if (c == '}' && braces > 0) {
                regex.append(')');
                braces--;
            } else if (c == ',' && braces > 0) {
                regex.append('|');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return new GlobPattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL), plain);
    }
}
