package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.command.WordsCommand;
import picocli.CommandLine;

/** Every line of {@code muster} that stands in a document is one that {@code muster} takes. {@code DocumentedLinesIT} runs them. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    /** Within a line, where it stands between backquotes: not with what is left out, or may be left out. */
    private static final Pattern INLINE = Pattern.compile("`(muster [^`…\\[\\]|]+)`");

    private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z]+");

    /** A text of the protocol, which begins with the program's name. */
    private static final List<String> NO_COMMAND = List.of("message", "1");

    /** @param whole whether it is to be typed as it stands, not a command's name within a sentence */
    record Written(String where, boolean whole, List<String> words) {}

    @Test
    void everyCommandLineOfTheDocumentsIsTaken() throws IOException {
        List<Written> all = new ArrayList<>();
        for (Path page : pages()) {
            all.addAll(written(ROOT.relativize(page).toString(), Files.readAllLines(page)));
        }
        assertThat(all).hasSizeGreaterThan(200);
        List<String> wrong = new ArrayList<>();
        for (Written each : all) {
            String why = each.words().equals(NO_COMMAND) ? "" : refused(each);
            if (!why.isEmpty()) {
                wrong.add(each.where() + ": muster " + String.join(" ", each.words()) + "  → " + why);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        for (String folder : List.of("docs", "examples")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        // What was decided then is told in the words of then.
                        .filter(file -> !file.toString().contains("decisions"))
                        .sorted()
                        .forEach(pages::add);
            }
        }
        return pages;
    }

    static List<Written> written(String page, List<String> lines) {
        List<Written> all = new ArrayList<>();
        boolean code = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String where = page + ":" + (i + 1);
            if (line.strip().startsWith("```")) {
                code = !code;
            } else if (code) {
                add(all, where, true, line.strip().replaceFirst("^\\$ ", ""));
            } else {
                Matcher inline = INLINE.matcher(line);
                while (inline.find()) {
                    add(all, where, false, inline.group(1));
                }
            }
        }
        return all;
    }

    private static void add(List<Written> all, String where, boolean whole, String line) {
        for (List<String> words : ShellLine.commands(line)) {
            int at = words.get(0).equals("nohup") ? 1 : 0;
            if (words.size() > at + 1 && words.get(at).matches("(.*/)?muster")) {
                all.add(new Written(where, whole, words.subList(at + 1, words.size())));
            }
        }
    }

    /** Why the program would not take it; empty where it would. */
    private static String refused(Written written) {
        String name = written.words().get(0);
        List<String> args = written.words().subList(1, written.words().size());
        if (PLACEHOLDER.matcher(name).matches() || name.matches("--help|--version")) {
            return "";
        }
        if (name.equals("help")) {
            return args.stream().allMatch(DocumentedCommandsTest::shown) ? "" : "no such topic";
        }
        Catalogue.Entry entry = Catalogue.entries().get(name);
        return entry == null ? "no such command" : refused(entry, args, written.whole());
    }

    private static boolean shown(String word) {
        return PLACEHOLDER.matcher(word).matches()
                || Topics.meant(word).isPresent()
                || Catalogue.entries().containsKey(word)
                || word.equals(Help.MAN);
    }

    /** Where a placeholder stands for a number, a number is taken for it. */
    private static String refused(Catalogue.Entry entry, List<String> args, boolean whole) {
        List<String> numbers = args.stream()
                .map(word -> PLACEHOLDER.matcher(word).matches() ? "1" : word)
                .toList();
        try {
            parse(entry, args);
            return "";
        } catch (CommandLine.MissingParameterException e) {
            return whole ? String.valueOf(e.getMessage()) : "";
        } catch (CommandLine.ParameterException e) {
            return numbers.equals(args) ? String.valueOf(e.getMessage()) : refused(entry, numbers, whole);
        }
    }

    private static void parse(Catalogue.Entry entry, List<String> args) {
        SessionCommand command = entry.make().get();
        int dashes = command instanceof WordsCommand ? args.indexOf("--") : -1;
        CommandLines.of(entry, command).parseArgs((dashes < 0 ? args : args.subList(0, dashes)).toArray(String[]::new));
    }

    @Test
    void whatIsWrongIsFound() {
        assertThat(refused(true, "run", "--fersh", "a.yml")).contains("--fersh");
        assertThat(refused(true, "rnu", "a.yml")).isEqualTo("no such command");
        assertThat(refused(false, "help", "pols")).isEqualTo("no such topic");
        assertThat(refused(true, "add", "a")).contains("--params");
        assertThat(refused(false, "add")).isEmpty();
        assertThat(refused(true, "scale", "--elements", "N", "--cluster", "C")).isEmpty();
    }

    private static String refused(boolean whole, String... words) {
        return refused(new Written("", whole, List.of(words)));
    }

    @Test
    void commandsAreFoundInPages() {
        List<String> page = List.of(
                "Say `muster status` and `muster run […]`, or muster top.",
                "```",
                "$ find . -name '*.nc' | bin/muster run - --walltime 10m -- 'gzip {{line}} | cat' > out 2>&1 &  # muster no",
                "nohup muster sentinel >> ~/log & muster wait a; muster wait b && echo \"muster c\"",
                "```");
        assertThat(written("p", page))
                .containsExactly(
                        new Written("p:1", false, List.of("status")),
                        new Written("p:3", true, List.of("run", "-", "--walltime", "10m", "--", "gzip {{line}} | cat")),
                        new Written("p:4", true, List.of("sentinel")),
                        new Written("p:4", true, List.of("wait", "a")),
                        new Written("p:4", true, List.of("wait", "b")));
    }
}
