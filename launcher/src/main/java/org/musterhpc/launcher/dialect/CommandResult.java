package org.musterhpc.launcher.dialect;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What came back from a command.
 *
 * @param exit its exit status, or {@link #NONE} where it was cut off: a time limit, a broken connection
 * @param out all that came of its standard output, also of one that was cut off
 * @param err the same of its standard error
 */
public record CommandResult(int exit, String out, String err) {
    public static final int NONE = -1;

    public boolean fine() {
        return exit == 0;
    }

    /** The lines of standard output that came whole: a login shell's banner may stand before ours. */
    public List<String> wholeLines() {
        int end = out.lastIndexOf('\n');
        return end < 0
                ? List.of()
                : out.substring(0, end).lines().map(String::strip).toList();
    }

    /** The first whole line that fits; empty where there is none, or the command failed. */
    public Optional<String> firstLine(Predicate<String> fits) {
        return fine() ? wholeLines().stream().filter(fits).findFirst() : Optional.empty();
    }

    /** What is said on standard error, one line, for a user to read. */
    public String said() {
        List<String> lines =
                err.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty()) {
            return exit == NONE ? "no answer" : "exit status " + exit + ", and nothing said";
        }
        return String.join("; ", lines.subList(0, Math.min(2, lines.size())));
    }
}
