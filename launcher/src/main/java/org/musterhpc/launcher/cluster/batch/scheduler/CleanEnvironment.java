package org.musterhpc.launcher.cluster.batch.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.dialect.SchedulerVariables;

/**
 * Runs a scheduler's command without those variables of the user's that change what it does and prints. It finds their names
 * on the machine where the command runs, behind any login shell, so new ones go as well. {@code exec} bypasses functions and
 * aliases of the command's name.
 */
public final class CleanEnvironment {
    /** Not for submissions: a job has the environment of the command that submitted it. */
    private static final String LOCALE = "LC_ALL=C; export LC_ALL; ";

    private static final int WORDS = 4;

    private final SchedulerVariables variables;

    CleanEnvironment(SchedulerVariables variables) {
        this.variables = variables;
    }

    /** A command that is asked something. */
    List<String> asking(List<String> argv) {
        return wrapped(argv, LOCALE);
    }

    /** A command that submits a job. */
    List<String> submitting(List<String> argv) {
        return wrapped(argv, "");
    }

    private List<String> wrapped(List<String> argv, String locale) {
        String taken = String.join(
                "|", variables.prefixes().stream().map(prefix -> prefix + "*").toList());
        // One line without exclamation marks: a csh may read it first.
        String script = "for v in $(env | sed -n \"s/^\\([A-Z][A-Z0-9_]*\\)=.*/\\1/p\"); do case $v in "
                + String.join("|", variables.kept()) + ") ;; " + taken + ") unset \"$v\" ;; esac; done; " + locale
                + "exec \"$@\"";
        List<String> all = new ArrayList<>(List.of("sh", "-c", script, argv.get(0)));
        all.addAll(argv);
        return all;
    }

    /** The command that was wrapped. */
    public static List<String> bare(List<String> argv) {
        boolean wrapped = argv.size() > WORDS && argv.get(2).startsWith("for v in $(env");
        return wrapped ? argv.subList(WORDS, argv.size()) : argv;
    }
}
