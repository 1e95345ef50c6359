package org.musterhpc.launcher.cli.command.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.home.OutputFile;
import org.musterhpc.launcher.report.CampaignReport;
import org.musterhpc.launcher.report.HtmlReport;
import org.musterhpc.launcher.report.MarkdownReport;
import org.musterhpc.launcher.report.ReportJson;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Json;
import picocli.CommandLine.Option;

/** {@code muster report}: one file that shows what became of a campaign, to whoever has no Muster. */
public final class ReportCommand extends CampaignCommand {
    private static final String STDOUT = "-";

    enum Format {
        HTML,
        JSON,
        MD
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where to write it (default: CAMPAIGN-report.html here; of JSON and Markdown, and with -:"
                    + " standard output)")
    @Nullable
    String output;

    @Option(names = "--format", paramLabel = "html|json|md", description = "HTML (default), JSON, or Markdown")
    Format format = Format.HTML;

    @Option(names = "--force", description = "write over a file that is there")
    boolean force;

    @Override
    protected int run(Session session, String name) {
        boolean json = session.json() || format == Format.JSON;
        String to = output != null ? output : json || format == Format.MD ? STDOUT : name + "-report.html";
        OutputFile file = new OutputFile(Path.of(to), force);
        if (!to.equals(STDOUT)) {
            file.check();
        }
        CampaignReport report = session.app().report(name).of(name);
        String text = json
                ? Harmless.json(ReportJson.of(report).toString()) + "\n"
                : format == Format.MD ? MarkdownReport.of(report) : HtmlReport.of(report);
        if (to.equals(STDOUT)) {
            session.out().raw(Harmless.text(text));
            return 0;
        }
        file.write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        if (session.json()) {
            session.out().json(Json.object().put("file", to));
        } else {
            session.out().line("wrote " + to + ": it needs nothing else, and can be sent");
        }
        return 0;
    }
}
