package org.musterhpc.launcher.problem;

import java.nio.file.Path;

/** A line of a file that a user wrote; line 0 stands for the file as a whole. */
public record Spot(Path file, int line) {

    /** A problem of this place, exit status 2. */
    public Problem usage(String what, String advice) {
        return Problem.usage(this + ": " + what, advice);
    }

    /** The folder that the file is in, absolute. */
    public Path folder() {
        return file.toAbsolutePath().resolveSibling("").normalize();
    }

    @Override
    public String toString() {
        return line == 0 ? file.toString() : file + ":" + line;
    }
}
