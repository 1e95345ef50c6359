package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.campaign.CampaignWords.Tasks;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;

/** What words stand for. */
class CampaignWordsTest {
    private static final Path HERE = Path.of("the command line");

    private static CampaignWords words(Tasks tasks, String... command) {
        return new CampaignWords(tasks, Map.of(), Map.of(), List.of(), null, List.of(command));
    }

    private static Stage stage(CampaignWords words) {
        return CampaignFile.of(HERE, words.yaml("x"), List.of()).stages().get(0).stage();
    }

    @Test
    void wordsAreAFileAsOneWouldWriteIt() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("walltime", "1:30:00");
        settings.put("resources.cpus", "2");
        settings.put("max_running", "3");
        settings.put("resources.memory", "2G");
        settings.put("setup", "module load isis");
        CampaignWords words = new CampaignWords(
                new Tasks("lines", "my files.txt"),
                settings,
                Map.of("ANSWER", "yes"),
                List.of("out/{{line}}"),
                2,
                List.of("./match.sh", "--tolerance", "0.01", "{{line}}"));
        assertThat(words.yaml("sums")).isEqualTo("""
                campaign: sums
                command: [./match.sh, '--tolerance', '0.01', '{{line}}']
                tasks: {lines: 'my files.txt'}
                walltime: '1:30:00'
                max_running: 3
                setup: 'module load isis'
                resources: {cpus: 2, memory: 2G}
                env: {ANSWER: 'yes'}
                outputs: ['out/{{line}}']
                retry: {max_attempts: 3, on: {exit: same, signal: same, output_missing: same}}
                """);
        CampaignSpec spec = CampaignFile.of(Path.of("/usr/the command line"), words.yaml("sums"), List.of());
        Stage stage = spec.stages().get(0).stage();
        assertThat(spec.name()).isEqualTo("sums");
        assertThat(stage.shell().workdir()).isEqualTo("/usr");
        assertThat(stage.limits().walltime()).hasMinutes(90);
        assertThat(stage.limits().cpus()).isEqualTo(2);
        assertThat(stage.bounds().maxRunning()).isEqualTo(3);
        assertThat(stage.shell().env()).containsEntry("ANSWER", "yes");
        assertThat(stage.retry().maxAttempts()).isEqualTo(3);
        assertThat(stage.retry().on().get(Outcome.EXIT)).isInstanceOf(RetryRule.Same.class);
    }

    @Test
    void oneWordIsAShellLineAndSeveralAreAProgramWithItsArguments() {
        Tasks numbers = new Tasks("range", "1-3");
        assertThat(stage(words(numbers, "echo {{n}} | wc -c")).command())
                .isEqualTo(new TaskCommand.Shell("echo {{n}} | wc -c"));
        assertThat(stage(words(null, "date")).command()).isEqualTo(new TaskCommand.Shell("date"));
        assertThat(words(null, "date").yaml("x")).endsWith("tasks: {range: 1-1}\n");
        assertThat(stage(words(numbers, "echo", "$HOME; {{n}}")).command())
                .isEqualTo(new TaskCommand.Argv(List.of("echo", "$HOME; {{n}}")));
    }

    @Test
    void everyWordReachesTheProgramAsItWasGiven() {
        List<String> pieces = List.of(
                "'",
                "\"",
                "\\",
                "\n",
                "\t",
                " ",
                "#",
                ": ",
                "- ",
                "[",
                "]",
                ",",
                "&a",
                "*a",
                "!x",
                "%",
                "@",
                "`",
                "|",
                ">",
                "?",
                "~",
                "null",
                "true",
                "NO",
                "0755",
                "1e3",
                "é",
                "\u0085",
                "\u2028",
                "\uFEFF",
                "\u0007",
                "😀",
                "\uDBFF\uDE80",
                "{",
                "}",
                "=",
                "<<",
                "\r",
                "");
        Random random = new Random(17);
        for (int round = 0; round < 200; round++) {
            List<String> command = new ArrayList<>(List.of("p", "{{line}}"));
            for (int word = 0; word < 3; word++) {
                StringBuilder text = new StringBuilder();
                for (int piece = random.nextInt(4); piece >= 0; piece--) {
                    text.append(pieces.get(random.nextInt(pieces.size())));
                }
                if (!text.toString().contains("{{") && !text.toString().contains("}}")) {
                    command.add(text.toString());
                }
            }
            String value = command.get(command.size() - 1);
            CampaignWords words =
                    new CampaignWords(new Tasks("lines", "f"), Map.of(), Map.of("V", value), List.of(), null, command);
            Stage stage = stage(words);
            assertThat(stage.command()).as(words.yaml("x")).isEqualTo(new TaskCommand.Argv(command));
            assertThat(stage.shell().env()).containsEntry("V", value);
        }
    }

    @Test
    void nameIsOfTheProgramAndTheSameForTheSameWordsInTheSameFolder() {
        Path data = Path.of("/data");
        Tasks files = new Tasks("lines", "files.txt");
        String name = words(files, "/usr/bin/sha256sum", "{{line}}").name(data);
        assertThat(name).matches("sha256sum-[0-9a-f]{6}");
        assertThat(words(files, "/usr/bin/sha256sum", "{{line}}").name(data)).isEqualTo(name);
        assertThat(new CampaignWords(
                                files,
                                Map.of("walltime", "2h"),
                                Map.of(),
                                List.of(),
                                1,
                                List.of("/usr/bin/sha256sum", "{{line}}"))
                        .name(data))
                .isEqualTo(name);
        assertThat(words(files, "/usr/bin/sha256sum", "{{line}}").name(Path.of("/other")))
                .isNotEqualTo(name);
        assertThat(words(new Tasks("lines", "more.txt"), "/usr/bin/sha256sum", "{{line}}")
                        .name(data))
                .isNotEqualTo(name);
        assertThat(words(files, "cat {{line}} | wc").name(data)).startsWith("cat-");
        assertThat(words(files, "$(x) {{line}}").name(data)).startsWith("x-");
        assertThat(words(files, "…/..", "{{line}}").name(data)).startsWith("run-");
        assertThat(words(files, "a".repeat(300), "{{line}}").name(data)).hasSizeLessThan(100);
    }

    @Test
    void commandThatWouldBeTheSameForEachTaskIsRefusedWithTheLineToSayInstead() {
        refused(words(new Tasks("lines", "f"), "gzip"), "muster run --lines f -- gzip '{{line}}'");
        refused(words(new Tasks("range", "1-9"), "./sim", "-n", "{}"), "-- ./sim -n '{{n}}'");
        refused(words(new Tasks("glob", "*"), "wc -c < {} > {}.size"), "-- 'wc -c < {{path}} > {{path}}.size'");
        refused(words(new Tasks("csv", "f"), "./x y"), "-- './x y {{COLUMN}}'");
        words(null, "gzip").refuseSlips("");
        words(new Tasks("range", "1-9"), "./sim", "{{index}}").refuseSlips("");
    }

    @Test
    void placeholderWithoutTasksIsRefusedButForWhatEveryTaskHas() {
        assertThatThrownBy(() -> words(null, "echo", "{{line}}").refuseSlips("muster run"))
                .isInstanceOf(Problem.class)
                .hasMessage("{{line}}: nothing says what that is, as there are no tasks");
        words(null, "echo", "{{campaign}} {{id}}").refuseSlips("muster run");
    }

    private static void refused(CampaignWords words, String instead) {
        assertThatThrownBy(() -> words.refuseSlips("muster run --lines f"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).endsWith(instead));
    }
}
