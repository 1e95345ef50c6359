package org.musterhpc.launcher.shell;

import java.time.Duration;
import java.util.List;

/**
 * A program with its arguments; no shell interprets them. Arguments can be seen by every user of the machine: secrets
 * go through {@code input}.
 *
 * @param argv program and arguments, as they are
 * @param input what it reads from its standard input
 * @param limit it is killed, with its process group, where it still runs after this time
 */
public record Command(List<String> argv, Input input, Duration limit) {
    public Command {
        argv = List.copyOf(argv);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("argv is empty; the program must be named");
        }
        argv.forEach(ShellQuoting::check);
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be above zero");
        }
    }

    /** A command that reads nothing. */
    public static Command of(Duration limit, String... argv) {
        return new Command(List.of(argv), Input.NOTHING, limit);
    }

    /** The same command, with something to read. */
    public Command reading(Input from) {
        return new Command(argv, from, limit);
    }

    /** The program alone: arguments may be many. Of a script for sh, what it is called there. */
    @Override
    public String toString() {
        boolean script =
                argv.size() > 3 && argv.get(0).equals("sh") && argv.get(1).equals("-c");
        return argv.get(script ? 3 : 0);
    }
}
