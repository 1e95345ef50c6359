package org.musterhpc.launcher.problem;

/**
 * Something that the user is told in two lines: what is wrong (and where), and what to do. The program then ends with
 * the exit status; a stack trace is shown only with {@code --verbose}.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Exit statuses, as documented for every command. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;

    private final String advice;
    private final int exit;

    private Problem(String what, String advice, int exit) {
        super(what);
        this.advice = advice;
        this.exit = exit;
    }

    /** Wrong usage or a bad file: exit status 2. {@code what} begins with {@code file:line:} where there is one. */
    public static Problem usage(String what, String advice) {
        return new Problem(what, advice, USAGE);
    }

    /** A server or cluster that could not be reached: exit status 3. */
    public static Problem unreachable(String what, String advice) {
        return new Problem(what, advice, UNREACHABLE);
    }

    /** Something that was tried and did not work: exit status 1. */
    public static Problem failed(String what, String advice) {
        return new Problem(what, advice, FAILED);
    }

    /** Something that a signal ended, for which a command waits: the exit status says which. */
    public static Problem stopped(String what, String advice, int exit) {
        return new Problem(what, advice, exit);
    }

    /** The same, told in other words. */
    public Problem told(String what) {
        Problem other = new Problem(what, advice, exit);
        other.initCause(this);
        return other;
    }

    /** One line: what to do. */
    public String advice() {
        return advice;
    }

    public int exit() {
        return exit;
    }
}
