package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.ResultCsv;
import org.musterhpc.launcher.view.TaskJson;
import picocli.CommandLine.Option;

/** {@code muster results}: how every task ended. Programs read this, so it is the same on a terminal and in a pipe. */
final class ResultsCommand extends CampaignCommand {
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

    @Option(names = "--stage", paramLabel = "STAGE", description = "only this stage")
    @Nullable
    String stage;

    @Override
    int run(Session session, String name) {
        session.app().campaigns().requireStage(name, stage);
        if (format == Format.JSON || session.json()) {
            session.view().endings(name, stage, ending -> session.out().json(TaskJson.result(ending)));
            return 0;
        }
        // Read twice rather than held: once for the columns, once for the rows.
        ResultCsv csv = new ResultCsv(raw);
        session.view().endings(name, stage, csv::see);
        session.out().data(csv.head());
        session.view().endings(name, stage, ending -> session.out().data(csv.row(ending)));
        return 0;
    }
}
