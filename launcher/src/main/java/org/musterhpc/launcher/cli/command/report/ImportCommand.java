package org.musterhpc.launcher.cli.command.report;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.report.Import;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.model.MemorySize;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster import}: takes in what {@code muster export} wrote, to be looked at; nothing of it is ever run. */
public final class ImportCommand extends SessionCommand {
    @Parameters(paramLabel = "FILE", description = "what muster export has written")
    Path file = Path.of("");

    @Option(names = "--as", paramLabel = "NAME", description = "another name for the campaign")
    @Nullable
    String as;

    @Option(
            names = "--most",
            paramLabel = "SIZE",
            description = "refuse what is larger than this unpacked (default: ${DEFAULT-VALUE})")
    String most = "4G";

    @Override
    protected int run(Session session) {
        Import.Imported imported;
        Notes.Open told = session.during("tasks of " + file + " are read");
        try {
            imported = session.app().imports().from(file, as, size(), count -> {});
        } finally {
            told.close();
        }
        String name = imported.campaign();
        if (session.json()) {
            session.out()
                    .json(Json.object()
                            .put("campaign", name)
                            .put("tasks", imported.tasks())
                            .put("exported", imported.contents().exported()));
        } else {
            session.out()
                    .line("imported " + name + ": "
                            + Numbers.of(session.out().look().count(imported.tasks()), "task") + ", exported "
                            + Harmless.line(imported.contents().exported())
                            + "; it can be looked at, and is never run");
            session.out().line("  next: muster status " + name + "; muster report " + name);
        }
        return 0;
    }

    private long size() {
        try {
            return MemorySize.parse(most);
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--most: " + e.getMessage(), "for example --most 20G");
        }
    }
}
