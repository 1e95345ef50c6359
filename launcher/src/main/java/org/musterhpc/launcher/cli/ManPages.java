package org.musterhpc.launcher.cli;

import static org.musterhpc.launcher.cli.Roff.bold;
import static org.musterhpc.launcher.cli.Roff.escaped;
import static org.musterhpc.launcher.cli.Roff.italic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ProgramVersion;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The manual, a page for each command, made of what picocli knows of it. picocli's own generator makes AsciiDoc, which a
 * second program, with a Ruby, makes roff of; what our pages need of roff are five macros.
 */
final class ManPages {
    private static final Map<String, String> ENDINGS = new LinkedHashMap<>();
    private static final Map<String, String> VARIABLES = new LinkedHashMap<>();

    static {
        ENDINGS.put("0", "fine");
        ENDINGS.put("1", "tasks failed, or a check does not hold");
        ENDINGS.put("2", "wrong usage, or a bad file; nothing was begun");
        ENDINGS.put("3", "a server or cluster could not be reached");
        ENDINGS.put("130", "after Ctrl-C");
        VARIABLES.put("MUSTER_CONFIG", "muster.yml to use, instead of ~/.config/muster/muster.yml");
        VARIABLES.put("MUSTER_HOME", "where state is kept, instead of ~/.local/state/muster");
        VARIABLES.put("MUSTER_REDIS_PASSWORD", "the password of the server");
        VARIABLES.put("NO_COLOR", "where it is not empty: no colours");
    }

    private ManPages() {}

    /**
     * Writes {@code muster.1}, {@code muster-run.1}, ….
     *
     * @return how many
     */
    static int write(Path folder) {
        Map<String, String> pages = all();
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(folder.resolve(page.getKey()), page.getValue());
            }
        } catch (IOException e) {
            throw Problem.failed(folder + " cannot be written to: " + e.getMessage(), "name another folder");
        }
        return pages.size();
    }

    /** Pages by the names of their files. */
    static Map<String, String> all() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("muster.1", overview());
        Catalogue.entries().values().forEach(entry -> pages.put("muster-" + entry.name() + ".1", page(entry)));
        return pages;
    }

    private static String overview() {
        Roff roff = new Roff("MUSTER", ProgramVersion.number());
        roff.section("NAME").text("muster \\- launch very many tasks and account for every one of them");
        roff.section("SYNOPSIS").text(bold("muster") + " " + italic("COMMAND") + escaped(" [OPTION…] [ARGUMENT…]"));
        roff.lineBreak().text(bold("muster help") + " [" + italic("COMMAND") + "|" + italic("TOPIC") + "]");
        roff.section("COMMANDS");
        Catalogue.entries()
                .values()
                .forEach(entry -> roff.item(bold("muster-" + entry.name()) + "(1)", escaped(entry.summary())));
        roff.section("TOPICS").paragraph(escaped("Pages that ") + bold("muster help") + " shows:");
        Topics.summaries().forEach((name, summary) -> roff.item(bold(name), escaped(summary)));
        items(roff, "EXIT STATUS", ENDINGS);
        items(roff, "ENVIRONMENT", VARIABLES);
        return roff.page();
    }

    private static String page(Catalogue.Entry entry) {
        CommandLine line = CommandLines.of(entry);
        CommandSpec spec = line.getCommandSpec();
        CommandLine.Help help =
                new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        Roff roff = new Roff("MUSTER-" + entry.name().toUpperCase(Locale.ROOT), ProgramVersion.number());
        roff.section("NAME").text(escaped("muster-" + entry.name() + " - " + entry.summary()));
        roff.section("SYNOPSIS");
        synopses(spec, help).forEach(form -> {
            String words = form.strip();
            String name = "muster " + entry.name();
            roff.text(bold(name) + escaped(words.substring(name.length()))).lineBreak();
        });
        List<ArgSpec> positional = new ArrayList<>(spec.positionalParameters());
        arguments(roff, "ARGUMENTS", positional, help);
        List<ArgGroupSpec> groups = spec.argGroups();
        arguments(
                roff,
                "OPTIONS",
                spec.options().stream().filter(option -> option.group() == null).collect(Collectors.toList()),
                help);
        for (ArgGroupSpec group : groups) {
            String heading = group.heading() == null
                    ? "MORE OPTIONS"
                    : String.format(group.heading()).strip();
            roff.section("OPTIONS FOR A COMMAND BEHIND --").paragraph(escaped(heading));
            items(roff, new ArrayList<>(group.options()), help);
        }
        items(roff, "EXIT STATUS", ENDINGS);
        items(roff, "ENVIRONMENT", VARIABLES);
        roff.section("SEE ALSO")
                .text(bold("muster") + "(1), " + bold("muster help commands")
                        + escaped(": what this page has no room for"));
        return roff.page();
    }

    private static List<String> synopses(CommandSpec spec, CommandLine.Help help) {
        String[] custom = spec.usageMessage().customSynopsis();
        if (custom.length > 0) {
            return List.of(custom);
        }
        String labels = spec.positionalParameters().stream()
                .map(arg -> " " + label(arg, help))
                .collect(Collectors.joining());
        return List.of(spec.name() + " [OPTION…]" + labels);
    }

    private static String label(ArgSpec arg, CommandLine.Help help) {
        return help.parameterLabelRenderer()
                .renderParameterLabel(arg, CommandLine.Help.Ansi.OFF, List.of())
                .toString();
    }

    private static void arguments(Roff roff, String title, List<ArgSpec> args, CommandLine.Help help) {
        if (!args.isEmpty()) {
            roff.section(title);
            items(roff, args, help);
        }
    }

    private static void items(Roff roff, List<ArgSpec> args, CommandLine.Help help) {
        for (ArgSpec arg : args) {
            String names = arg instanceof OptionSpec option
                    ? Arrays.stream(option.names()).map(Roff::bold).collect(Collectors.joining(", "))
                    : "";
            roff.item(names + italic(label(arg, help)), escaped(String.join(" ", arg.description())));
        }
    }

    private static void items(Roff roff, String title, Map<String, String> items) {
        roff.section(title);
        items.forEach((name, meaning) -> roff.item(bold(name), escaped(meaning)));
    }
}
