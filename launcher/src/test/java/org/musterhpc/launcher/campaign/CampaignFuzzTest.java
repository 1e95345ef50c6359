package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.source.CommandSource;
import org.musterhpc.launcher.source.GlobSource;
import org.musterhpc.launcher.source.RangeSource;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.JsonText;
import org.musterhpc.testkit.fuzz.NastyText;

/** Any file at all is a campaign whose tasks can be written down, or a {@link Problem} that names what is wrong. */
class CampaignFuzzTest {
    private static final List<String> KEYS = List.of(
            "campaign",
            "cluster",
            "env",
            "setup",
            "workdir",
            "logs",
            "command",
            "walltime",
            "resources",
            "inputs",
            "outputs",
            "ladder",
            "retry",
            "as",
            "after",
            "stages");

    @TempDir
    Path folder;

    private Path file;
    private List<String> examples;

    @BeforeEach
    void find() throws IOException {
        file = folder.resolve("c.yml");
        Files.writeString(folder.resolve("t.csv"), "id,a\n1,x\n2,y\n");
        Files.writeString(folder.resolve("t.jsonl"), "{\"a\":1}\n{\"a\":[1e5]}\n");
        Files.writeString(folder.resolve("t.txt"), "x\ny\n");
        try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
            examples = files.filter(each -> each.toString().endsWith(".yml"))
                    .map(CampaignFuzzTest::text)
                    // Whole campaigns are made of what is damaged: not of all files of this machine, nor by programs.
                    .map(text -> text.replaceAll("tasks: \\{(command|glob|range).*", "tasks: {range: 1-3}"))
                    .toList();
        }
    }

    @Test
    void damagedExamplesAreReadOrRefused() {
        Fuzz.check(
                "examples",
                6_000,
                random -> Damage.text(random, NastyText.pick(examples, random)),
                this::readOrRefused);
    }

    @Test
    void campaignsByTheGrammarAreReadOrRefused() {
        Fuzz.check("campaigns", 6_000, CampaignFuzzTest::campaign, this::readOrRefused);
    }

    /** Each was found, or is a known way to fell readers of YAML. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "command: x\ntasks: {csv: \"a\\0b\"}",
                "command: x\ntasks: {glob: \"a\\0b\"}",
                "command: x\nworkdir: \"/a\\0b\"\ntasks: {range: 1-2}",
                "command: x\ninputs: [\"a\\0b\"]\ntasks: {range: 1-2}",
                "command: x\noutputs: [\"a\\0b\"]\ntasks: {range: 1-2}",
                "command: \"x \\0\"\ntasks: {range: 1-2}",
                "command: x\nenv: {\"a=b\": c}\ntasks: {range: 1-2}",
                "command: x\nenv: {a: \"b\\0\"}\ntasks: {range: 1-2}",
                "command: x\ntasks: {range: 1-2}\nwalltime: 999999999d",
                "command: x\ntasks: {range: 1-2}\nresources: {memory: 999999999999T, cpus: 99999999999999}",
                """
                a: &a [x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
                e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
                f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
                g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
                """,
                "a: &a {<<: *a}",
                "? *a\n",
                "a: &a [*a]",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x/\"]]]]",
                "command: x\ntasks: {list: [!!int \"x\"]}",
                "%YAML 9.9\n---\na: 1",
                "a: b\n---\nc: d\n"
            })
    void isReadOrRefused(String text) throws IOException {
        readOrRefused(text);
    }

    @Test
    void depthIsLimited() throws IOException {
        readOrRefused("[".repeat(200_000));
        readOrRefused("a: " + "{a: ".repeat(100_000));
        readOrRefused("- ".repeat(100_000));
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            indented.append(" ".repeat(i)).append("a:\n");
        }
        readOrRefused(indented.toString());
    }

    private static String campaign(Random random) {
        StringBuilder yaml = new StringBuilder("command: ");
        yaml.append(JsonText.quoted("x {{n}} " + (random.nextBoolean() ? "" : NastyText.of(random))))
                .append('\n');
        yaml.append("tasks: ").append(tasks(random)).append('\n');
        List<String> keys = new ArrayList<>(KEYS);
        for (int i = random.nextInt(5); i > 0; i--) {
            String key = keys.remove(random.nextInt(keys.size()));
            yaml.append(key).append(": ").append(value(random, key)).append('\n');
        }
        return yaml.toString();
    }

    private static String tasks(Random random) {
        String nasty = JsonText.quoted(NastyText.of(random));
        return switch (random.nextInt(9)) {
            case 0 -> "{range: " + JsonText.quoted(NastyText.number(random)) + "}";
            case 1 -> "{list: [" + nasty + ", " + JsonText.value(random, 2) + "], as: " + nasty + "}";
            case 2 -> "{matrix: {a: [" + nasty + "], " + nasty + ": " + JsonText.value(random, 2) + "}}";
            case 3 -> "{csv: t.csv}";
            case 4 -> "{jsonl: t.jsonl}";
            case 5 -> "{lines: " + (random.nextBoolean() ? "t.txt" : nasty) + "}";
            case 6 -> "{csv: " + nasty + "}";
            case 7 -> JsonText.value(random, 3);
            default -> "{range: 1-3}";
        };
    }

    private static String value(Random random, String key) {
        String nasty = JsonText.quoted(NastyText.of(random));
        String number = JsonText.quoted(NastyText.number(random));
        if (random.nextInt(4) == 0) {
            return JsonText.value(random, 3);
        }
        return switch (key) {
            case "walltime" -> number;
            case "resources" -> "{cpus: " + number + ", memory: " + number + "}";
            case "env" -> "{" + nasty + ": " + nasty + "}";
            case "inputs", "outputs" -> "[" + nasty + ", \"{{n}}\"]";
            case "ladder" -> "[{n: " + nasty + "}, {" + nasty + ": " + number + "}]";
            case "retry" ->
                "{max_attempts: " + number + ", backoff: " + number + ", on: {oom: {memory: " + number + "}, exit: "
                        + nasty + "}}";
            default -> nasty;
        };
    }

    private void readOrRefused(String text) throws IOException {
        Files.writeString(file, text.replaceAll("[\\ud800-\\udfff]", "?"));
        try {
            CampaignSpec spec = CampaignFile.read(file);
            if (spec.stages().stream().allMatch(stage -> mayBeExpanded(stage, text))) {
                Expansion.verify(spec);
            }
        } catch (Problem told) {
            assertThat(told.getMessage()).isNotBlank();
        } catch (InvalidPathException told) { // the command line tells of the locale
            assertThat(System.getProperty("sun.jnu.encoding"))
                    .as(told.toString())
                    .isNotEqualTo("UTF-8");
            assertThat(told.getReason()).contains("unmappable");
        }
        assertThat(folder.resolve(NastyText.MARKER)).doesNotExist();
    }

    /** Not what runs programs, looks at all files, or counts to a billion. */
    private static boolean mayBeExpanded(StageSpec stage, String text) {
        Source source = stage.source();
        return !(source instanceof CommandSource)
                && !(source instanceof GlobSource)
                && (!(source instanceof RangeSource)
                        || !text.replace("{range: 1-3}", "").contains("range"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
