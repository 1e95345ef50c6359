package org.musterhpc.launcher.problem;

/** A line of a file, from 1, as a problem names it. */
public record Place(String file, int line) {

    /** A bad file: {@code file:line: what}, and what to do. */
    public Problem problem(String what, String advice) {
        return Problem.usage(this + ": " + what, advice);
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
