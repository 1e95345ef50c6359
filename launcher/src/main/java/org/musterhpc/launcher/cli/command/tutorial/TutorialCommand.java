package org.musterhpc.launcher.cli.command.tutorial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ShippedFile;
import org.musterhpc.launcher.trial.TrialFolder;
import org.musterhpc.launcher.view.Output;
import picocli.CommandLine.Option;

/** {@code muster tutorial}: a first campaign on this machine, a command at a time, each explained before it is run. */
public final class TutorialCommand extends SessionCommand {
    private static final int INTERRUPTED = 130;

    @Option(names = "--yes", description = "go through all of it without asking")
    boolean yes;

    @Override
    protected int run(Session session) {
        if (session.json()) {
            throw Problem.usage("the tutorial is to be read, and has nothing for programs", "leave --json out");
        }
        if (!yes && !session.streams().interactive()) {
            throw Problem.usage(
                    "the tutorial goes on when Enter is pressed, and nobody is there to press it",
                    "start it in a terminal; or all at once: muster tutorial --yes");
        }
        Output out = session.out();
        try (TrialFolder folder = TrialFolder.make("tutorial", session.around().env(), path -> left(session.err()))) {
            fill(folder, out.look().colour());
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(session.streams().in(), Charset.defaultCharset()));
            return guide(out, folder, yes ? null : answers);
        }
    }

    private static void fill(TrialFolder folder, boolean colour) {
        for (String name : List.of("divide.yml", "numbers.csv")) {
            folder.write(name, ShippedFile.text(TutorialCommand.class, name));
        }
        folder.program("divide.sh", ShippedFile.text(TutorialCommand.class, "divide.sh"));
        if (!colour) {
            folder.variable("NO_COLOR", "1");
        }
    }

    /** On a thread of its own, after a signal: perhaps within a line that nobody ended. */
    private static void left(Output err) {
        err.line("");
        err.line("the tutorial is left; its folder and its server are gone. muster tutorial begins anew");
        err.flush();
    }

    private static int guide(Output out, TrialFolder folder, @Nullable BufferedReader answers) {
        out.lines(List.of(
                "Five minutes with Muster, on this machine. All of it happens in",
                "  " + folder.path(),
                "with a Redis of its own; nothing of yours is touched. Ctrl-C ends it, and leaves",
                "nothing behind."));
        List<TutorialStep> steps = TutorialStep.all();
        for (int i = 0; i < steps.size(); i++) {
            TutorialStep step = steps.get(i);
            out.line("");
            out.line(out.look().paint().bold((i + 1) + " of " + steps.size() + "  " + step.title()));
            out.lines(step.about());
            out.line("");
            out.raw(out.look().paint().busy("  $ " + step.command()));
            if (!goesOn(out, answers)) {
                return folder.left() ? INTERRUPTED : 0;
            }
            int exit = folder.show(step.command());
            if (folder.left()) {
                return INTERRUPTED;
            }
            if (exit != step.exit()) {
                folder.keep();
                throw Problem.failed(
                        "'" + step.command() + "' ended with " + exit + " and not with " + step.exit(),
                        "muster doctor looks over this machine; what is there is kept in " + folder.path());
            }
        }
        out.lines(List.of(
                "",
                "That is all there is to it. From here:",
                "  muster init                    writes a first campaign file of your own",
                "  muster help campaign-file      all that it can say",
                "  muster help coming-from        if you know Slurm arrays, GNU parallel, Celery …",
                "  muster help clusters           the same on Slurm and PBS"));
        end(out, folder, answers);
        return 0;
    }

    /** @return whether the command that stands there is to be run */
    private static boolean goesOn(Output out, @Nullable BufferedReader answers) {
        if (answers == null) {
            out.line("");
            out.flush();
            return true;
        }
        String answer = answer(out, out.look().paint().dim("   [Enter runs it, q leaves]"), answers);
        return answer != null && !answer.equals("q");
    }

    private static void end(Output out, TrialFolder folder, @Nullable BufferedReader answers) {
        if (answers == null) {
            return;
        }
        out.line("");
        String answer = answer(out, "keep the folder, to look around in it? [y/N]", answers);
        if (answer != null && answer.matches("y|yes")) {
            folder.keep();
            out.lines(List.of(
                    "it is kept; to work there:",
                    "  cd " + folder.path() + " && export MUSTER_HOME=$PWD/home MUSTER_CONFIG=$PWD/muster.yml",
                    "and to remove it, once muster redis stop was said there: rm -r " + folder.path()));
        }
    }

    private static @Nullable String answer(Output out, String question, BufferedReader answers) {
        out.raw(question + " ");
        out.flush();
        try {
            String line = answers.readLine();
            return line == null ? null : line.strip().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            return null;
        }
    }
}
