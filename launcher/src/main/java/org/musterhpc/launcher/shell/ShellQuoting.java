package org.musterhpc.launcher.shell;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The one place where arguments become a line for a shell on the other side. */
public final class ShellQuoting {
    /** Nothing that any shell takes for more than a letter; {@code =} and {@code ~} mean something to some. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,-]+");

    private ShellQuoting() {}

    /** A word that every POSIX shell reads back as it was. NUL cannot be in an argument and is refused. */
    public static String quote(String argument) {
        check(argument);
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** Program and arguments as one line. */
    public static String line(List<String> argv) {
        return argv.stream().map(ShellQuoting::quote).collect(Collectors.joining(" "));
    }

    static void check(String argument) {
        if (argument.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument has a NUL at " + argument.indexOf('\0'));
        }
    }
}
