package org.musterhpc.queue.command;

import java.util.ArrayDeque;
import java.util.Deque;

/** Here-documents that a line has announced and whose texts begin at the next line. */
final class Heredocs {
    private final Deque<Pending> pending = new ArrayDeque<>();

    private record Pending(String delimiter, boolean tabs) {}

    boolean waiting() {
        return !pending.isEmpty();
    }

    /**
     * Reads what follows {@code <<}.
     *
     * @return the offset behind the delimiter; where there is none, {@code at} itself
     */
    int announce(String text, int at) {
        boolean tabs = text.startsWith("-", at);
        int i = tabs ? at + 1 : at;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        StringBuilder delimiter = new StringBuilder();
        char quote = 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote == 0 ? c : 0;
            } else if (quote == 0 && (Character.isWhitespace(c) || "|&;()<>".indexOf(c) >= 0)) {
                break;
            } else if (quote != 0 || c != '\\') {
                delimiter.append(c);
            }
        }
        if (delimiter.isEmpty()) {
            return at;
        }
        pending.add(new Pending(delimiter.toString(), tabs));
        return i;
    }

    /** Where the texts that begin here end. */
    int end(String text, int at) {
        int i = at;
        while (!pending.isEmpty()) {
            Pending wanted = pending.remove();
            boolean closed = false;
            while (!closed && i < text.length()) {
                int newline = text.indexOf('\n', i);
                int end = newline < 0 ? text.length() : newline;
                String line = text.substring(i, end);
                closed = (wanted.tabs() ? line.replaceFirst("^\t+", "") : line).equals(wanted.delimiter());
                i = newline < 0 ? end : end + 1;
            }
        }
        return i;
    }
}
