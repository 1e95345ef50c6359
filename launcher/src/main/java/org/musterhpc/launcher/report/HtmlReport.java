package org.musterhpc.launcher.report;

import java.util.List;
import org.musterhpc.launcher.history.Activity;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.launcher.text.ShippedFile;

/** A report as one HTML file that needs no network and no script, on a screen, a telephone or paper. */
public final class HtmlReport {
    /** Even where something foreign came in as markup, a browser would neither run it nor fetch anything. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private final CampaignReport report;
    private final Sheets sheets;
    private final Markup out = new Markup();
    private final Charts charts = new Charts(out);

    private HtmlReport(CampaignReport report) {
        this.report = report;
        this.sheets = new Sheets(report);
    }

    public static String of(CampaignReport report) {
        return new HtmlReport(report).write();
    }

    private String write() {
        String name = report.campaign().name();
        out.own("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        out.open("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .newline();
        out.own("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.own("<meta name=\"color-scheme\" content=\"light dark\">\n");
        out.element("title", name + ": report").newline();
        out.own("<style>\n")
                .own(ShippedFile.text(HtmlReport.class, "report.css"))
                .own("</style></head>\n<body>");
        out.open("header").element("h1", name).element("p", sheets.headline(), "class", "headline");
        out.element("p", "As it stood on " + Amounts.at(report.head().made()), "class", "note");
        out.close("header").newline().open("main").newline();
        pairs(sheets.summary());
        table(sheets.stages());
        timeline();
        distributions();
        failures();
        out.open("section").element("h2", "Definition");
        out.open("div", "class", "wide").open("pre").lines(DefinitionText.of(report.campaign()));
        out.close("pre").close("div").close("section").newline();
        table(sheets.hosts());
        pairs(sheets.versions());
        return out.close("main").own("</body></html>\n").toString();
    }

    private void timeline() {
        CampaignHistory history = report.history();
        Activity.Course running = history.running();
        out.open("section").element("h2", "Timeline");
        if (running.mean().length == 0) {
            out.element("p", "No attempt has ended yet.");
        }
        charts.course(
                "Tasks at once",
                "at once",
                running,
                List.of(
                        new Charts.Line("slots", "slots that stood ready", history.slots()),
                        new Charts.Line("running", "tasks that ran", running)));
        charts.course(
                "Attempts that ended",
                "a second",
                running,
                List.of(
                        new Charts.Line("ok", "OK", history.succeeded()),
                        new Charts.Line("failed", "failed", history.failed())));
        charts.agents(history.agents(), running);
        if (history.withoutAgent() > 0) {
            out.element(
                    "p",
                    Amounts.count(history.withoutAgent()) + " attempts are of agents beyond the first 10,000",
                    "class",
                    "note");
        }
        out.close("section").newline();
        table(sheets.queue());
        table(sheets.arrays());
    }

    private void distributions() {
        table(sheets.times());
        out.open("div", "class", "figures");
        report.history()
                .stages()
                .forEach((name, stage) ->
                        charts.distribution(name + ": run time of what was OK", stage.wall(), Amounts::time));
        report.history()
                .stages()
                .forEach((name, stage) ->
                        charts.distribution(name + ": run time of what failed", stage.failedWall(), Amounts::time));
        out.close("div").newline();
        table(sheets.memory());
        out.open("div", "class", "figures");
        report.history()
                .stages()
                .forEach((name, stage) -> charts.distribution(name + ": peak memory", stage.memory(), Amounts::memory));
        out.close("div").newline();
    }

    private void failures() {
        Sheet sheet = sheets.failures();
        if (sheet.empty()) {
            out.open("section")
                    .element("h2", sheet.title())
                    .element("p", "No attempt failed.")
                    .close("section")
                    .newline();
        } else {
            table(sheet);
        }
    }

    private void pairs(Sheet sheet) {
        out.open("section").element("h2", sheet.title()).open("dl");
        for (List<String> row : sheet.rows()) {
            out.open("div").element("dt", row.get(0)).element("dd", row.get(1)).close("div");
        }
        out.close("dl").close("section").newline();
    }

    private void table(Sheet sheet) {
        if (sheet.empty()) {
            return;
        }
        out.open("section").element("h2", sheet.title());
        out.open("div", "class", "wide", "tabindex", "0")
                .open("table")
                .open("thead")
                .open("tr");
        for (int column = 0; column < sheet.columns().size(); column++) {
            out.element("th", sheet.columns().get(column), "scope", "col", "class", sheet.kind(column));
        }
        out.close("tr").close("thead").open("tbody").newline();
        for (List<String> row : sheet.rows()) {
            out.open("tr");
            for (int column = 0; column < row.size(); column++) {
                out.element("td", row.get(column), "class", sheet.kind(column));
            }
            out.close("tr").newline();
        }
        out.close("tbody").close("table").close("div");
        if (!sheet.note().isEmpty()) {
            out.element("p", sheet.note(), "class", "note");
        }
        out.close("section").newline();
    }
}
