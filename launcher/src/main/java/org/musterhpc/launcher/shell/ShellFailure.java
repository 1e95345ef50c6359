package org.musterhpc.launcher.shell;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;

/** There is no answer to a command; the three kinds differ in what a caller may do next. */
public abstract sealed class ShellFailure extends Exception permits NoAnswer, NotSent, Refused {
    private static final long serialVersionUID = 1L;

    private final String advice;

    ShellFailure(String what, String advice, @Nullable Throwable cause) {
        super(what, cause);
        this.advice = advice;
    }

    /** One line: what to do. */
    public String advice() {
        return advice;
    }

    /** As the user is told it: exit status 3. */
    public Problem problem() {
        Problem problem = Problem.unreachable(getMessage(), advice);
        problem.initCause(this);
        return problem;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
