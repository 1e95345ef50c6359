package org.musterhpc.launcher.cli.command.look;

import java.util.List;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.look.TaskFinder;
import org.musterhpc.launcher.cli.command.SelectionOptions;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.json.ResultCsv;
import org.musterhpc.launcher.view.json.TaskJson;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster results}: how every task ended. Programs read this, so it is the same on a terminal and in a pipe. */
public final class ResultsCommand extends SessionCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN] [ID]…",
            hideParamSyntax = true,
            description = "without ids: every task that has ended")
    List<String> words = List.of();

    enum Format {
        JSON,
        CSV
    }

    @Option(names = "--format", paramLabel = "json|csv", description = "JSON objects, one a line (default), or CSV")
    Format format = Format.JSON;

    @Option(
            names = "--raw",
            description = "with csv: leave values that a spreadsheet would run as they are (default: ' before them)")
    boolean raw;

    @Mixin
    SelectionOptions which = new SelectionOptions();

    @Override
    protected int run(Session session) {
        Selection selection = session.app().campaigns().select(words, true, which.wish());
        TaskFinder tasks = session.app().tasks();
        AttemptRun runs = session.app().runs(selection.campaign());
        if (format == Format.JSON || session.json()) {
            tasks.endings(selection, ending -> session.out().json(TaskJson.result(ending, runs)));
            return 0;
        }
        // Read twice rather than held: once for the columns, once for the rows.
        ResultCsv csv = new ResultCsv(raw, runs);
        tasks.endings(selection, csv::see);
        session.out().data(csv.head());
        tasks.endings(selection, ending -> {
            String row = csv.row(ending);
            if (row != null) {
                session.out().data(row);
            }
        });
        return 0;
    }
}
