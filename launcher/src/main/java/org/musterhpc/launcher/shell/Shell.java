package org.musterhpc.launcher.shell;

/**
 * Runs commands on one machine. Safe for several threads. A broken connection is made anew by the next call, but no
 * command is ever sent twice by the shell itself: see {@link Retries}.
 */
public interface Shell extends AutoCloseable {

    /**
     * Runs a command to its end. A program that is not there is exit status 127, as in any shell.
     *
     * @throws NoAnswer the command may or may not have run, or may still run for as long as its limit: treat what it
     *     does as unknown
     * @throws NotSent the machine was not reached: the command did surely not run
     * @throws Refused one of the two sides does not trust the other: the command did surely not run
     */
    Answer run(Command command) throws NoAnswer, NotSent, Refused;

    /** What is on the other side, as a user would name it. */
    String name();

    /** Gives connections back. A command that runs in another thread ends with {@link NoAnswer}. */
    @Override
    void close();
}
