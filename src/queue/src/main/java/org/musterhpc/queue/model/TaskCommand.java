package org.musterhpc.queue.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task runs: a line for {@code bash -c}, or an argument vector that no shell sees, both of which may hold
 * {@code {{name}}}; or, for a stage, a process that stays and takes its tasks one after the other.
 */
public sealed interface TaskCommand {

    /** A line that bash reads; parameters are quoted as they are put in. */
    record Shell(String line) implements TaskCommand {
        public Shell {
            if (line.isBlank()) {
                throw new IllegalArgumentException("command: is empty");
            }
        }
    }

    /** A program and its arguments, each passed on exactly as it is. */
    record Argv(List<String> words) implements TaskCommand {
        public Argv {
            words = List.copyOf(words);
            if (words.isEmpty() || words.get(0).isBlank()) {
                throw new IllegalArgumentException("command: needs at least the program's name");
            }
        }
    }

    /**
     * A process that reads one task after the other from its stdin and answers each with a line of its stdout.
     *
     * @param program how it is started; names no parameter, as it has none
     * @param tasks after so many tasks another takes its place; 0: however many
     * @param memory bytes: another takes its place where it uses more after a task; null: however much
     */
    record Handler(TaskCommand program, int tasks, @Nullable Long memory) implements TaskCommand {
        public Handler {
            if (program instanceof Handler) {
                throw new IllegalArgumentException("handler: is started by a command");
            }
        }
    }
}
