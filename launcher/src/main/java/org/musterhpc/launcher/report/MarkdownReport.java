package org.musterhpc.launcher.report;

import java.util.List;
import org.musterhpc.launcher.view.Harmless;

/** A report's tables as Markdown (with the tables of GitHub's), for a wiki or an issue. */
public final class MarkdownReport {
    private static final String SPECIAL = "\\`*_[]|~$";

    private final StringBuilder out = new StringBuilder();

    private MarkdownReport() {}

    public static String of(CampaignReport report) {
        return new MarkdownReport().write(report);
    }

    private String write(CampaignReport report) {
        Sheets sheets = new Sheets(report);
        out.append("# ").append(escape(report.campaign().name())).append("\n\n");
        out.append(escape(sheets.headline())).append("\n\n");
        out.append("As it stood on ")
                .append(escape(Amounts.at(report.head().made())))
                .append("\n");
        for (Sheet sheet : List.of(
                sheets.summary(),
                sheets.stages(),
                sheets.queue(),
                sheets.arrays(),
                sheets.times(),
                sheets.memory(),
                sheets.failures(),
                sheets.hosts(),
                sheets.versions())) {
            table(sheet);
        }
        String definition = Harmless.text(DefinitionText.of(report.campaign()));
        String fence = "```";
        while (definition.contains(fence)) {
            fence += "`";
        }
        out.append("\n## Definition\n\n")
                .append(fence)
                .append("yaml\n")
                .append(definition)
                .append(fence)
                .append('\n');
        return out.toString();
    }

    private void table(Sheet sheet) {
        if (sheet.empty()) {
            return;
        }
        out.append("\n## ").append(escape(sheet.title())).append("\n\n|");
        sheet.columns().forEach(column -> out.append(' ').append(escape(column)).append(" |"));
        out.append("\n|");
        for (int column = 0; column < sheet.columns().size(); column++) {
            out.append(sheet.number(column) ? " ---: |" : " --- |");
        }
        out.append('\n');
        for (List<String> row : sheet.rows()) {
            out.append('|');
            row.forEach(cell -> out.append(' ').append(escape(cell)).append(" |"));
            out.append('\n');
        }
        if (!sheet.note().isEmpty()) {
            out.append('\n').append(escape(sheet.note())).append('\n');
        }
    }

    /** Foreign text as what it is: no markup of Markdown's, nor of HTML's, which Markdown lets through. */
    static String escape(String foreign) {
        String line = Harmless.line(foreign);
        StringBuilder safe = new StringBuilder(line.length() + 16);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '@' -> safe.append("&#64;"); // names a person on some sites
                default -> safe.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        // Addresses become links by themselves, on some sites.
        return safe.toString().replace("://", ":&#47;/").replace("www.", "www&#46;");
    }
}
