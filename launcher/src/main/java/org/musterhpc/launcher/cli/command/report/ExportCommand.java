package org.musterhpc.launcher.cli.command.report;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.report.Export;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.home.OutputFile;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.Numbers;
import picocli.CommandLine.Option;

/** {@code muster export}: a campaign in one file, to be looked at elsewhere by {@code muster import}. */
public final class ExportCommand extends CampaignCommand {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where to write it (default: CAMPAIGN.tar.gz here)")
    @Nullable
    String output;

    @Option(names = "--logs", description = "also what tasks printed")
    boolean logs;

    @Option(names = "--force", description = "write over a file that is there")
    boolean force;

    @Override
    protected int run(Session session, String name) {
        String to = output != null ? output : name + ".tar.gz";
        Export.Exported exported;
        Notes.Open told = session.during("tasks of " + name + " are read");
        try {
            exported = session.app().export(name).to(new OutputFile(Path.of(to), force), name, logs, count -> {});
        } finally {
            told.close();
        }
        if (exported.withoutLog() > 0) {
            session.note("the output of " + Numbers.of(Numbers.grouped(exported.withoutLog()), "attempt")
                    + " could not be had, and is not in it");
        }
        if (session.json()) {
            session.out()
                    .json(Json.object()
                            .put("file", to)
                            .put("tasks", exported.tasks())
                            .put("without_log", exported.withoutLog()));
        } else {
            session.out()
                    .line("wrote " + to + ": " + Numbers.of(session.out().look().count(exported.tasks()), "task")
                            + "; look at it elsewhere: muster import "
                            + Path.of(to).getFileName());
        }
        return 0;
    }
}
