package org.musterhpc.queue.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.queue.model.TaskCommand;

/** Nasty values, in every place that a placeholder may stand, come out of real shells byte by byte as they were. */
class ShellQuotingTest {
    private static final int MANY = 20_000;
    private static final int SOME = 2_000;
    private static final int PER_RUN = 2_000;
    private static final String[] NASTY = {
        "'",
        "\"",
        "\\",
        "$",
        "`",
        "\n",
        "\t",
        " ",
        "*",
        "?",
        "[a]",
        "~",
        "!",
        "#",
        ";",
        "&",
        "|",
        "<",
        ">",
        "(",
        ")",
        "{",
        "}",
        "{a,b}",
        "{1..3}",
        "$(touch pwned)",
        "`touch pwned`",
        "${HOME}",
        "$HOME",
        "$((1+1))",
        "<<EOF",
        "\nEOF\n",
        "\\n",
        "\\'",
        "\\\"",
        "''",
        "\"\"",
        "if",
        "done",
        "case",
        "A=b",
        "-n",
        "-e",
        "--",
        "%s",
        "%",
        "1",
        "2",
        "é",
        "日本",
        "\uD83D\uDE00",
        "\r",
        "\u0001",
        "\u001b",
        "\u007f",
        "x",
        "abc",
        "/tmp",
        "a.b",
        ",",
        "{{id}}",
        "}}",
        "",
        "$'a'",
        "2>&1",
        "\\\n",
        "&&",
        ";;",
        "esac",
        ")"
    };

    @TempDir
    Path folder;

    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of("bare", "p {{v}}", "", "", MANY),
                Arguments.of("bareGlued", "p a{{v}}b", "a", "b", MANY),
                Arguments.of("barePath", "p /x/{{v}}.txt", "/x/", ".txt", SOME),
                Arguments.of("bareBehindQuotes", "p 'a'{{v}}\"b\"", "a", "b", SOME),
                Arguments.of("bareBeforeRedirect", "p {{v}}>&1", "", "", SOME),
                Arguments.of("tilde", "p ~{{v}}", "~", "", SOME),
                Arguments.of("braces", "p a{b{{v}}}", "a{b", "}", SOME),
                Arguments.of("escapedBackslash", "p \\\\{{v}}", "\\", "", SOME),
                Arguments.of("escapedDollar", "p \\${{v}}", "$", "", SOME),
                Arguments.of("assigned", "x={{v}}; p \"$x\"", "", "", SOME),
                Arguments.of("listed", "for x in {{v}}; do p \"$x\"; done", "", "", SOME),
                Arguments.of("subshell", "(p {{v}})", "", "", SOME),
                Arguments.of("array-like", "set -- {{v}} ; p \"$1\"", "", "", SOME),
                Arguments.of("chosen", "case {{v}} in {{v}}) p {{v}};; esac", "", "", SOME),
                Arguments.of("behindComment", ": # it's a \"comment\" $( `\np {{v}}", "", "", SOME),
                Arguments.of("behindHeredoc", ": <<E'O'F; p {{v}}\nit's \"text\" $( `\nEOF\n", "", "", SOME),
                Arguments.of("behindExpansion", "p ${x:-\"it's\"}{{v}}", "it's", "", SOME),
                Arguments.of("behindArithmetic", "p $((1 << 2)){{v}}", "4", "", SOME),
                Arguments.of("double", "p \"a {{v}} b\"", "a ", " b", MANY),
                Arguments.of("doubleAlone", "p \"{{v}}\"", "", "", MANY),
                Arguments.of("doubleBehindBackslash", "p \"\\\\{{v}}\"", "\\", "", SOME),
                Arguments.of("doubleBehindDollar", "p \"\\${{v}}\"", "$", "", SOME),
                Arguments.of("doubleBehindExpansion", "x=y; p \"${x}{{v}}\"", "y", "", SOME),
                Arguments.of("doubleWithApostrophe", "p \"it's {{v}}\"", "it's ", "", SOME),
                Arguments.of("single", "p 'a\"{{v}}$b'", "a\"", "$b", MANY),
                Arguments.of("singleAlone", "p '{{v}}'", "", "", MANY),
                Arguments.of("singleBehindBackslash", "p '\\{{v}}'", "\\", "", SOME));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("places")
    void everyValueComesBackAsItWas(String name, String template, String before, String after, int count)
            throws Exception {
        List<String> values = nasty(new Random(name.hashCode()), count);
        String line = template;
        for (String shell : List.of("bash", "dash")) {
            for (int from = 0; from < values.size(); from += PER_RUN) {
                List<String> batch = values.subList(from, from + PER_RUN);
                StringBuilder script = new StringBuilder();
                CommandTemplate parsed = CommandTemplate.parse(new TaskCommand.Shell(line));
                for (String value : batch) {
                    script.append(((TaskCommand.Shell) parsed.render(Map.of("v", text(value)))).line())
                            .append('\n');
                }
                assertComesBack(shell, script.toString(), batch, before, after);
            }
        }
    }

    /** One process for a whole batch: a substitution of its own for each value would fork half a million times. */
    @ParameterizedTest(name = "{0}{1}{2}")
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '@',
            value = {
                "p \"$( @ p {{v}}; @ )\"",
                "p \"$( @ p \"{{v}}\"; @ )\"",
                "p \"$( @ p '{{v}}'; @ )\"",
                "p $(echo; (@ p \"${x:-$(echo)}{{v}}\"; @ )) | cat",
                "p \"$(echo \"$( @ p \"\"{{v}}; @ )\")\"",
            })
    void valuesWithinSubstitutionsComeBack(String open, String each, String close) throws Exception {
        // Substitution drops the last line breaks, so what a value prints goes straight to another descriptor.
        List<String> values = nasty(new Random(each.hashCode()), MANY);
        for (String shell : List.of("bash", "dash")) {
            for (int from = 0; from < values.size(); from += PER_RUN) {
                List<String> batch = values.subList(from, from + PER_RUN);
                StringBuilder template = new StringBuilder(open.replace("p ", ": "));
                Map<String, JsonNode> params = new HashMap<>();
                for (int i = 0; i < batch.size(); i++) {
                    template.append(each.replace("{{v}}", "{{v" + i + "}}")).append('\n');
                    params.put("v" + i, text(batch.get(i)));
                }
                TaskCommand rendered = CommandTemplate.parse(new TaskCommand.Shell(template + close))
                        .render(params);
                assertComesBack(shell, ((TaskCommand.Shell) rendered).line(), batch, "", "");
            }
        }
    }

    private void assertComesBack(String shell, String script, List<String> values, String before, String after)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script"), "p() { printf '%s\\0' \"$1\" >&3; }\n" + script);
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        shell, "-c", "exec " + shell + " \"$0\" 3>\"$1\"", file.toString(), out.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String complaint = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        List<String> expected = new ArrayList<>();
        values.forEach(value -> expected.add(before + value + after));
        assertThat(Files.readString(out).split("\0", -1))
                .as(shell + ": " + complaint)
                .hasSize(values.size() + 1);
        assertThat(Files.readString(out)).isEqualTo(String.join("\0", expected) + "\0");
        assertThat(folder.resolve("pwned")).doesNotExist();
    }

    static List<String> nasty(Random random, int count) {
        List<String> values = new ArrayList<>(List.of(NASTY));
        while (values.size() < count) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                value.append(NASTY[random.nextInt(NASTY.length)]);
            }
            values.add(value.toString());
        }
        return values;
    }

    private static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }
}
