package org.musterhpc.launcher.cli;

import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.command.WordsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What picocli knows of a command: its options, and how it is used; for parsing, for help, and for its page of the manual. */
final class CommandLines {
    /** Under the first line, which begins with {@code Usage: }. */
    private static final String INDENT = " ".repeat("Usage: ".length());

    private CommandLines() {}

    static CommandLine of(Catalogue.Entry entry) {
        return of(entry, entry.make().get());
    }

    /** @param command made by the entry */
    static CommandLine of(Catalogue.Entry entry, SessionCommand command) {
        CommandLine line = new CommandLine(command);
        line.setCommandName("muster " + entry.name());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOverwrittenOptionsAllowed(true);
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        usage.description(entry.summary());
        if (command instanceof WordsCommand) {
            String start = "muster " + entry.name() + " [OPTION…] ";
            String label = line.getCommandSpec().positionalParameters().get(0).paramLabel();
            usage.customSynopsis(start + label, INDENT + start + "-- PROGRAM [ARGUMENT…]");
        }
        return line;
    }
}
