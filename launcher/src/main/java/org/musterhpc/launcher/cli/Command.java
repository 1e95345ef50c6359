package org.musterhpc.launcher.cli;

/** One command of the program, its options already read. */
interface Command {

    /** @return the exit status: 0 fine, 1 tasks failed or a check does not hold */
    int execute();
}
