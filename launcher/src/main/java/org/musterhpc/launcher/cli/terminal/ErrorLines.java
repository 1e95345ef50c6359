package org.musterhpc.launcher.cli.terminal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueNameException;
import org.musterhpc.queue.QueueUnavailableException;

/** Tells what went wrong in two lines, what and what to do, and with which status to end. */
public final class ErrorLines {
    private final Output err;
    private final boolean verbose;

    public ErrorLines(Output err, boolean verbose) {
        this.err = err;
        this.verbose = verbose;
    }

    public int tell(RuntimeException failure) {
        try {
            return told(failure);
        } catch (Output.ReaderGoneException e) {
            return Problem.FAILED; // standard error is closed: the status has to say it all
        }
    }

    private int told(RuntimeException failure) {
        int status;
        if (failure instanceof Problem problem) {
            lines(String.valueOf(problem.getMessage()), problem.advice());
            status = problem.exit();
        } else if (failure instanceof QueueUnavailableException unavailable) {
            lines(
                    String.valueOf(failure.getMessage()),
                    unavailable.advice().isEmpty()
                            ? "is the server running, and are address and password right? muster doctor looks into it"
                            : unavailable.advice());
            status = failure instanceof DamagedException ? Problem.FAILED : Problem.UNREACHABLE;
        } else if (failure instanceof LostCampaignException lost) {
            String name = lost.campaign();
            lines(
                    lost.partly()
                            ? String.valueOf(lost.getMessage())
                            : "campaign " + name + " is not in Redis any more: it was removed, or Redis has lost it",
                    lost.partly()
                            ? "put it together from its manifest, its journals and what is there: muster restore "
                                    + name + "; or remove it: muster purge " + name
                            : "if nobody has removed it, muster restore " + name
                                    + " puts it back; what its journals know as done does not run again");
            status = Problem.FAILED;
        } else if (failure instanceof QueueNameException name) {
            lines(String.valueOf(name.getMessage()), name.advice());
            status = Problem.USAGE;
        } else if (failure instanceof Output.ReaderGoneException gone) {
            lines(
                    "what there is to print could not be written: " + gone.why(),
                    "look at where standard output leads: a full disk, or one that was closed");
            status = Problem.FAILED;
        } else if (failure instanceof InvalidPathException path) {
            lines(
                    "'" + path.getInput() + "' cannot be a path here: " + path.getReason(),
                    "if it has letters beyond ASCII, set LC_ALL=C.UTF-8");
            status = Problem.USAGE;
        } else {
            lines(
                    "unexpected: " + failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                    "run again with --verbose, and please report what it prints");
            status = Problem.FAILED;
        }
        if (verbose) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            err.line("  " + behind(trace.toString()).strip());
        }
        err.flush();
        return status;
    }

    /** A line end in it must not begin what looks like another message of ours. */
    private static String behind(String text) {
        return Harmless.text(text).replace("\n", "\n  ");
    }

    private void lines(String what, String advice) {
        TextStyle look = err.look();
        err.line(look.paint().bad("muster:") + " " + behind(what));
        if (!advice.isBlank()) {
            err.line("  " + look.glyphs().arrow() + " " + behind(advice));
        }
    }
}
