package org.musterhpc.launcher.cli.command.look;

import java.util.List;
import org.musterhpc.launcher.app.look.Logs;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.cli.command.SelectionOptions;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code muster logs}: what a task printed. On a terminal its control characters are shown rather than obeyed; into a
 * pipe, or with {@code --raw}, every byte is passed on as it is.
 */
public final class LogsCommand extends SessionCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN] [ID]…",
            hideParamSyntax = true,
            description = "without an ID: of all tasks that have ended, the done in the order in which they ended")
    List<String> words = List.of();

    @Mixin
    SelectionOptions which = new SelectionOptions();

    @Option(
            names = "--attempt",
            paramLabel = "N",
            converter = AttemptNumber.class,
            description =
                    "of this attempt (default: the last one); second: of the one that runs beside another of the same"
                            + " number, as the task takes long")
    int attempt;

    @Option(names = "--follow", description = "go on until the task has ended")
    boolean follow;

    @Option(names = "--raw", description = "pass control characters on to the terminal")
    boolean raw;

    @Override
    protected int run(Session session) {
        LogPrint print = new LogPrint(session.out(), raw);
        Selection selection = session.app().campaigns().select(words, true, which.wish());
        Logs logs = session.app().logs();
        if (selection.ids().size() == 1) {
            logs.task(selection.campaign(), selection.ids().get(0), attempt, follow, print::from);
            return 0;
        }
        if (follow || attempt != 0) {
            throw Problem.usage(
                    "--follow and --attempt are about one task, and "
                            + (selection.ids().isEmpty()
                                    ? "none is named"
                                    : selection.ids().size() + " are named"),
                    "muster logs CAMPAIGN ID");
        }
        Unshown unshown = new Unshown(session);
        logs.all(selection, log -> print.from(log, 0), unshown::add);
        return unshown.tell();
    }

    /** A number, or the word for a second attempt that runs. */
    static final class AttemptNumber implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (value.equals("second")) {
                return Logs.SECOND;
            }
            if (!value.matches("[1-9]\\d{0,8}")) {
                throw new TypeConversionException("'" + value + "' is neither 1 or more nor the word 'second'");
            }
            return Integer.valueOf(value);
        }
    }

    /** Outputs that cannot be had must not keep the others from being shown, nor fill the screen themselves. */
    private static final class Unshown {
        private static final int TOLD = 10;
        private final Session session;
        private int count;
        private int status;

        Unshown(Session session) {
            this.session = session;
        }

        void add(String id, Problem why) {
            count++;
            status = Math.max(status, why.exit());
            if (count <= TOLD) {
                session.note(id + ": " + why.getMessage() + " (" + why.advice() + ")");
            }
        }

        /** The exit status. */
        int tell() {
            if (count > TOLD) {
                session.note("and " + (count - TOLD) + " more outputs cannot be shown");
            }
            return status;
        }
    }
}
