package org.musterhpc.agent.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line for bash that is one program and its words, and so needs no bash: no operator, no expansion, no pattern, no builtin.
 * Where a line might mean anything else it is left to bash.
 */
final class PlainLine {
    /** What needs no quotes. Not {@code =}: before a command it assigns; it is looked at by itself. */
    private static final String BARE = "_-+./:,@%^=";

    private static final String BLANK = " \t";
    private static final String ESCAPED_IN_DOUBLE = "$`\"\\";

    /** Builtins and reserved words of bash up to 5.2, but {@code true} and {@code false}, which see below. */
    private static final Set<String> BASHS = Set.of(
            (". : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo"
                            + " enable eval exec exit export fc fg getopts hash help history jobs kill let local logout"
                            + " mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend"
                            + " test times trap type typeset ulimit umask unalias unset wait if then else elif fi case esac"
                            + " for select while until do done in function time { } ! [[ ]] coproc")
                    .split(" "));

    /** Builtins that the programs of their names are like, as long as they are asked for nothing. */
    private static final Set<String> STATUS = Set.of("true", "false");

    /** With these a bash does something before, or beside, what its line says. */
    private static final Set<String> CHANGING = Set.of(
            "BASH_ENV", "SHELLOPTS", "BASHOPTS", "BASH_COMPAT", "POSIXLY_CORRECT", "BASH_XTRACEFD", "EXECIGNORE");

    private final String line;
    private int at;

    private PlainLine(String line) {
        this.line = line;
    }

    /** The words that {@code bash -c} would start a program by; null where it would, or might, do anything else. */
    static @Nullable List<String> words(List<String> argv, Map<String, String> environment) {
        if (argv.size() != 3 || !argv.get(0).equals("bash") || !argv.get(1).equals("-c")) {
            return null;
        }
        List<String> words = new PlainLine(argv.get(2)).words();
        return words == null || words.isEmpty() || isBashs(words) || changes(words.get(0), environment) ? null : words;
    }

    private static boolean isBashs(List<String> words) {
        String first = words.get(0);
        // "%1" is a job, "a=b" an assignment.
        return first.isEmpty()
                || BASHS.contains(first)
                || first.startsWith("%")
                || first.indexOf('=') >= 0
                || (STATUS.contains(first) && words.size() > 1);
    }

    /** Whether the environment makes bash take the line, or look for the program, in another way. */
    private static boolean changes(String program, Map<String, String> environment) {
        String path = environment.get("PATH");
        if (path == null || path.startsWith("~") || path.contains(":~")) {
            return true;
        }
        for (String name : environment.keySet()) {
            // Functions are handed down as BASH_FUNC_name%%, or as their name by a bash of before 2014.
            if (CHANGING.contains(name) || (name.startsWith("BASH_FUNC_") && name.startsWith(program, 10))) {
                return true;
            }
        }
        return environment.getOrDefault(program, "").startsWith("() {");
    }

    private @Nullable List<String> words() {
        List<String> words = new ArrayList<>();
        skip(BLANK + "\n");
        while (at < line.length()) {
            StringBuilder word = new StringBuilder();
            if (!word(word)) {
                return null;
            }
            words.add(word.toString());
            skip(BLANK);
            if (at < line.length() && line.charAt(at) == '\n') {
                skip(BLANK + "\n"); // behind it there may be another command, which is not for us
                return at == line.length() ? words : null;
            }
        }
        return words;
    }

    private void skip(String these) {
        while (at < line.length() && these.indexOf(line.charAt(at)) >= 0) {
            at++;
        }
    }

    /** Reads up to a blank; false where something is not plain. */
    private boolean word(StringBuilder word) {
        while (at < line.length() && (BLANK + "\n").indexOf(line.charAt(at)) < 0) {
            char c = line.charAt(at++);
            boolean plain = switch (c) {
                case '\'' -> single(word);
                case '"' -> quoted(word);
                case '\\' -> escaped(word);
                default -> bare(c, word);
            };
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    private static boolean bare(char c, StringBuilder word) {
        word.append(c);
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || BARE.indexOf(c) >= 0;
    }

    private boolean single(StringBuilder word) {
        int end = line.indexOf('\'', at);
        if (end < 0) {
            return false;
        }
        word.append(line, at, end);
        at = end + 1;
        return true;
    }

    private boolean quoted(StringBuilder word) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c == '$' || c == '`') {
                return false;
            }
            if (c == '\\' && at < line.length()) {
                char next = line.charAt(at);
                if (next == '\n') {
                    return false;
                }
                if (ESCAPED_IN_DOUBLE.indexOf(next) >= 0) {
                    c = next;
                    at++;
                }
            }
            word.append(c);
        }
        return false;
    }

    private boolean escaped(StringBuilder word) {
        if (at == line.length() || line.charAt(at) == '\n' || line.charAt(at) > '~') {
            return false;
        }
        word.append(line.charAt(at++));
        return true;
    }
}
