package org.musterhpc.queue.model;

import java.util.List;

/** What a task runs: a line for {@code bash -c}, or an argument vector that no shell sees. Both may hold {@code {{name}}}. */
public sealed interface Command {

    /** A line that bash reads; parameters are quoted as they are put in. */
    record Shell(String line) implements Command {
        public Shell {
            if (line.isBlank()) {
                throw new IllegalArgumentException("command: is empty");
            }
        }
    }

    /** A program and its arguments, each passed on exactly as it is. */
    record Argv(List<String> words) implements Command {
        public Argv {
            words = List.copyOf(words);
            if (words.isEmpty() || words.get(0).isBlank()) {
                throw new IllegalArgumentException("command: needs at least the program's name");
            }
        }
    }
}
