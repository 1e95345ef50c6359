package org.musterhpc.launcher.cli;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.command.Surroundings;
import org.musterhpc.launcher.cli.command.WordsCommand;
import org.musterhpc.launcher.cli.terminal.ErrorLines;
import org.musterhpc.launcher.home.EndSignal;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ProgramVersion;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.queue.command.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** From arguments to an exit status: finds the command, runs it, and says what went wrong. */
final class Program {
    /** What stands behind it is a command, not Muster's. */
    private static final String DASHES = "--";

    private final Surroundings around;

    Program(Surroundings around) {
        this.around = around;
    }

    /** Returns the exit status; what was printed is flushed. */
    int run(String... args) {
        ErrorLines failures = new ErrorLines(around.streams().err(), ours(args).contains("--verbose"));
        int status;
        try {
            status = dispatch(List.of(args));
            around.streams().out().flush();
        } catch (Output.ReaderGoneException e) {
            return e.hadEnough() ? 0 : failures.tell(e);
        } catch (RuntimeException e) {
            if (EndSignal.came()) {
                return Problem.FAILED; // what goes from under a command then is no news to whoever sent the signal
            }
            status = failures.tell(e);
        } catch (OutOfMemoryError e) {
            status = failures.tell(Problem.failed(
                    "Java got no more memory, or no more threads: " + e.getMessage(),
                    "raise the limits of this shell (ulimit -v, ulimit -u)"));
        }
        try {
            around.streams().out().flush();
            around.streams().err().flush();
        } catch (Output.ReaderGoneException e) {
            return status; // nobody is left to tell
        }
        return status;
    }

    private static List<String> ours(String... args) {
        List<String> all = Arrays.asList(args);
        int end = all.indexOf(DASHES);
        return end < 0 ? all : all.subList(0, end);
    }

    private int dispatch(List<String> args) {
        String first = args.isEmpty() ? "--help" : args.get(0);
        switch (first) {
            case "--help", "-h" -> {
                return print(HelpText.overview(around.streams().out().look()));
            }
            case "--version", "-V", "version" -> {
                return print(List.of("muster " + ProgramVersion.text()));
            }
            case "help" -> {
                return args.size() == 2 && Catalogue.entries().containsKey(args.get(1))
                        ? dispatch(List.of(args.get(1), "--help"))
                        : new Help(around).run(args.subList(1, args.size()));
            }
            case Completion.COMMAND -> {
                return print(Completion.of(args.subList(1, args.size()), around.env()));
            }
            default -> {
                Catalogue.Entry entry = Catalogue.entries().get(first);
                if (entry == null) {
                    throw unknown(first);
                }
                return execute(entry, args.subList(1, args.size()));
            }
        }
    }

    private int execute(Catalogue.Entry entry, List<String> args) {
        SessionCommand command = entry.make().get();
        int dashes = command instanceof WordsCommand ? args.indexOf(DASHES) : -1;
        List<String> before = dashes < 0 ? args : args.subList(0, dashes);
        if (command instanceof WordsCommand words && dashes >= 0) {
            words.behindDashes(args.subList(dashes + 1, args.size()));
        }
        CommandLine line = CommandLines.of(entry, command);
        line.setUsageHelpWidth(
                Math.max(60, Math.min(100, around.streams().out().look().width())));
        try {
            ParseResult parsed = line.parseArgs(before.toArray(String[]::new));
            ParseResult last = parsed;
            while (last.hasSubcommand()) {
                last = last.subcommand();
            }
            CommandLine chosen = last.commandSpec().commandLine();
            if (last.isUsageHelpRequested()) {
                return print(List.of(
                        chosen.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing()));
            }
            return ((SessionCommand) chosen.getCommand()).execute(around);
        } catch (CommandLine.ParameterException e) {
            throw UsageProblems.of(e, entry.name(), command instanceof WordsCommand && dashes < 0);
        }
    }

    private int print(List<String> lines) {
        around.streams().out().lines(lines);
        return 0;
    }

    private static Problem unknown(String word) {
        if (word.startsWith("-")) {
            return Problem.usage(
                    "'" + word + "' stands before the command", "write the command first: muster run FILE " + word);
        }
        @Nullable String near = NearestName.of(word, Catalogue.entries().keySet());
        return Problem.usage(
                "there is no command '" + word + "'",
                near == null ? "muster --help lists all commands" : "did you mean: muster " + near);
    }
}
