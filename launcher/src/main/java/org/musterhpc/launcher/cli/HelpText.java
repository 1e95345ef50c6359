package org.musterhpc.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.view.TextStyle;

/** {@code muster --help}: what there is, in the order in which one comes to need it. */
final class HelpText {
    private HelpText() {}

    static List<String> overview(TextStyle look) {
        List<String> lines = new ArrayList<>();
        lines.add("Muster launches very many tasks and accounts for every one of them.");
        lines.add("");
        lines.add("  " + look.paint().bold("muster run FILE")
                + "     submit the campaign in FILE, see it through to its end");
        lines.add("  " + look.paint().bold("muster run --lines FILE -- PROGRAM '{{line}}'")
                + "     a task for each line of FILE");
        lines.add("");
        lines.add("Commands:");
        Catalogue.entries()
                .values()
                .forEach(entry -> lines.add(
                        "  " + look.paint().bold(String.format("%-10s", entry.name())) + " " + entry.summary()));
        lines.add("");
        lines.add("New here? muster tutorial takes five minutes; muster help lists pages to read.");
        lines.add("muster COMMAND --help tells more. A CAMPAIGN is a campaign's name or its file; left out, it is the");
        lines.add(
                "one that was used last. Exit status: 0 fine, 1 tasks failed or a check does not hold, 2 wrong usage");
        lines.add("or a bad file, 3 a server or cluster could not be reached.");
        return lines;
    }

    /** What {@code muster help} says behind that. */
    static List<String> topics(TextStyle look) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Topics, each shown by muster help TOPIC:");
        Topics.summaries()
                .forEach((name, summary) ->
                        lines.add("  " + look.paint().bold(String.format("%-13s", name)) + " " + summary));
        return lines;
    }
}
