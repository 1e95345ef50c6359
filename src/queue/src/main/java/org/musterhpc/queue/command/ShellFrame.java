package org.musterhpc.queue.command;

/** One level of nesting in a shell line: what opened it, where, and what is needed to see its end. */
final class ShellFrame {

    /** What a level is, and how an error calls it. */
    enum Kind {
        SHELL("the command"),
        SUBSTITUTION("$(...)"),
        ARITHMETIC("((...))"),
        EXPANSION("${...}"),
        SINGLE("'...'"),
        DOUBLE("\"...\"");

        private final String form;

        Kind(String form) {
            this.form = form;
        }

        String form() {
            return form;
        }

        boolean quotes() {
            return this == SINGLE || this == DOUBLE;
        }
    }

    final Kind kind;
    final int opened;
    /** Whether some level around this one is in double quotes without a substitution in between. */
    final boolean inDouble;
    /** Open parentheses that must be closed before this level ends. */
    int depth;
    /** Where the word began that is being read. */
    int word;

    ShellFrame(Kind kind, int opened, boolean inDouble, int depth) {
        this.kind = kind;
        this.opened = opened;
        this.inDouble = inDouble;
        this.depth = depth;
        this.word = opened;
    }
}
