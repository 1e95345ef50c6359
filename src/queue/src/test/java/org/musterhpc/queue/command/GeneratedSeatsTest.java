package org.musterhpc.queue.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.NastyText;

/**
 * Templates by chance: wherever one takes a value, nasty ones arrive as a plain one does, and nothing else happens. What a
 * shell makes of the template with a plain value says what is to be expected.
 */
class GeneratedSeatsTest {
    private static final int TEMPLATES = 300;
    private static final int VALUES = 20;
    private static final String PLAIN = "xQzXq";
    private static final List<String> PIECES = List.of(
            "{{v}}",
            "{{v}}",
            "{{v}}",
            "\"{{v}}\"",
            "'{{v}}'",
            "\"a {{v}} b\"",
            "'a {{v}}'",
            "a",
            " ",
            "\"",
            "'",
            "\\",
            "$",
            "`",
            "$(",
            ")",
            "\"${x}\"",
            "${x:-",
            "}",
            "$((",
            "))",
            "((",
            "[[ ",
            " ]]",
            "{",
            "}",
            ";",
            "\n",
            "#",
            "<<E\n",
            "\nE\n",
            "<<'E'\n",
            "|",
            "&&",
            "(",
            ")",
            "=",
            "~",
            "$'",
            "\\\n",
            "case a in a) ",
            ";; esac",
            "[",
            "]",
            "if true; then ",
            "; fi",
            "p ",
            "p ",
            "; p ",
            "> /dev/null ",
            "2>&1 ",
            "<<< ",
            "let y=",
            "declare z=");

    @TempDir
    Path folder;

    @Test
    void valueArrivesWhereverItIsTaken() {
        List<Integer> compared = new ArrayList<>();
        Fuzz.check("templates", TEMPLATES, random -> new Case(template(random), values(random)), each -> {
            CommandTemplate template;
            try {
                template = CommandTemplate.parse(new TaskCommand.Shell(each.template));
            } catch (TemplateException refused) {
                return;
            }
            for (String shell : List.of("bash", "dash")) {
                compared.add(compare(shell, template, each));
            }
        });
        assertThat(compared.stream().mapToInt(Integer::intValue).sum())
                .as("values that stood somewhere")
                .isGreaterThan(TEMPLATES);
    }

    private record Case(String template, List<String> values) {}

    private static String template(Random random) {
        StringBuilder template = new StringBuilder("p ");
        for (int i = random.nextInt(9); i >= 0; i--) {
            template.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        String text = template.toString();
        return text.contains("{{v}}") ? text : text + "{{v}}";
    }

    private static List<String> values(Random random) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            values.add(NastyText.argument(random));
        }
        return values;
    }

    /** How many values were compared: none where the shell cannot read the template. */
    private int compare(String shell, CommandTemplate template, Case each) throws Exception {
        String plain;
        try {
            String once = alone(line(template, PLAIN));
            plain = told(shell, once);
            if (!told(shell, once + once).equals(plain + plain)) {
                return 0; // it reads on behind its end
            }
        } catch (FillException onlyNumbers) {
            return 0;
        }
        if (!plain.contains(PLAIN)) {
            return 0;
        }
        StringBuilder all = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        int count = 0;
        for (String value : each.values) {
            all.append(alone(line(template, value)));
            expected.append(plain.replace(PLAIN, value));
            count++;
        }
        assertThat(told(shell, all.toString()))
                .as("%s: %s", shell, each.template)
                .isEqualTo(expected.toString());
        assertThat(folder.resolve(NastyText.MARKER)).doesNotExist();
        return count;
    }

    private static String alone(String line) {
        return "( " + line + "\n)\n";
    }

    private static String line(CommandTemplate template, String value) {
        return ((TaskCommand.Shell) template.render(Map.of("v", TextNode.valueOf(value)))).line();
    }

    /** What {@code p} was told by the script: each argument, then NUL. */
    private String told(String shell, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("script"), "p() { for a in \"$@\"; do printf '%s\\0' \"$a\" >&3; done; }\n" + script);
        Path out = folder.resolve("out");
        Files.deleteIfExists(out);
        Process process = new ProcessBuilder(
                        shell, "-c", "exec " + shell + " \"$0\" 3>\"$1\"", file.toString(), out.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        process.waitFor();
        return new String(Files.readAllBytes(out), UTF_8);
    }
}
