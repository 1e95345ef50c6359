package org.musterhpc.launcher.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;

class YamlSourceTest {
    @TempDir
    Path folder;

    private YamlSource source;

    @BeforeEach
    void source() throws IOException {
        Files.createDirectory(folder.resolve("tasks"));
        source = new YamlSource(new Spot(folder.resolve("c.yml"), 3), "tasks/*.yml");
    }

    @Test
    void eachFileIsATaskByItsName() throws IOException {
        write("b.yml", "image: a.png\nlevel: 1.10\nflags: [a, {b: 2}]\nnone:\n");
        write("a.v2.yml", "# one\n---\nimage: {left: l.png, right: {x: 1, y: true}, rest: {}}\nid: first\n");
        write("c.txt", "no task");
        assertThat(rows()).extracting(Row::key).containsExactly("first", "b");
        assertThat(rows())
                .extracting(row -> row.params().toString())
                .containsExactly(
                        "{\"image.left\":\"l.png\",\"image.right.x\":1,\"image.right.y\":true,\"image.rest\":{}}",
                        "{\"image\":\"a.png\",\"level\":\"1.10\",\"flags\":[\"a\",{\"b\":2}],\"none\":null}");
        assertThat(rows().get(0).at()).hasToString(folder.resolve("tasks/a.v2.yml") + ":3");
    }

    @Test
    void fileOfSeveralTasksNumbersThem() throws IOException {
        write("a.yml", "---\nn: 1\n---\n---\nn: 2\n---\nid: 7\n");
        assertThat(rows()).extracting(Row::key).containsExactly("a/1", "a/2", "7");
        assertThat(rows()).extracting(row -> row.at().line()).containsExactly(2, 5, 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'# nothing'       | x.yml: holds no task",
                "'- a: 1'          | x.yml:1: is no task: it has no names and values",
                "text              | x.yml:1: is no task: it has no names and values",
                "'{a: 1, a: 2}'    | x.yml:1: duplicate key 'a' in a task",
                "'{a.b: 1, a: {b: 2}}' | x.yml:1: 'a.b' is there twice",
                "'{index: 1}'      | x.yml:1: 'index' is set by Muster for every task",
                "'{id: [1]}'       | x.yml:1: 'id' is neither a text nor a number",
                "'{a: [}'          | x.yml:1: is not YAML: ",
            })
    void whatIsNoTaskIsRefusedWithItsLine(String text, String what) throws IOException {
        write("a.yml", "a: 1");
        write("x.yml", text);
        Problem problem = catchThrowableOfType(Problem.class, this::rows);
        assertThat(problem).hasMessageStartingWith(folder + "/tasks/" + what);
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
    }

    @Test
    void secondTaskThatIsNoneIsRefusedWithItsLine() throws IOException {
        write("a.yml", "a: 1\n---\n[1]\n");
        assertThat(catchThrowableOfType(Problem.class, this::rows))
                .hasMessage(folder + "/tasks/a.yml:3: is no task: it has no names and values");
    }

    @Test
    void patternWithoutFilesIsToldInTheCampaignFile() {
        assertThat(rows()).isEmpty();
        assertThat(source.empty()).hasMessage(folder + "/c.yml:3: no file matches 'tasks/*.yml'");
    }

    @Test
    void sameIdInTwoFilesIsRefused() throws IOException {
        write("a.yml", "id: one\nn: 1\n");
        write("b.yml", "id: one\nn: 2\n");
        Verification found = verify("command: ./x {{n}} {{image.left}}\ntasks: {yaml: 'tasks/*.yml'}\n");
        assertThat(found.findings())
                .anySatisfy(finding ->
                        assertThat(finding.what()).isEqualTo(folder + "/tasks/b.yml:1: the id 'one' was given before"))
                .anySatisfy(finding -> assertThat(finding.what())
                        .contains("tasks/a.yml:1: task main/one: parameter 'image.left' is missing"));
    }

    @Test
    void campaignNamesNestedValues() throws IOException {
        write("a.yml", "image: {left: l.png}\n");
        assertThat(verify("command: ./x {{image.left}}\ntasks: {yaml: tasks/a.yml}\noutputs: 'out/{{key}}'\n")
                        .findings())
                .isEmpty();
    }

    @Test
    void commandPrintsATableOrObjects() throws IOException {
        Spot at = new Spot(folder.resolve("c.yml"), 2);
        assertThat(rows(CommandSource.csv(at, "printf 'id;x y\\nk;\"1;2\"\\n'", new CsvForm(';', null))))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.key()).isEqualTo("k");
                    assertThat(row.params()).hasToString("{\"x y\":\"1;2\"}");
                });
        assertThat(rows(CommandSource.jsonl(at, "echo '{\"a\":[1]}'")))
                .extracting(row -> row.params().toString())
                .containsExactly("{\"a\":[1]}");
        assertThat(catchThrowableOfType(Problem.class, () -> rows(CommandSource.jsonl(at, "echo '{}'; echo '[1]'"))))
                .hasMessage(at + ": what the command prints:2: is not a JSON object");
        assertThat(catchThrowableOfType(
                        Problem.class, () -> rows(CommandSource.csv(at, "echo a,b; echo 1", CsvForm.COMMAS))))
                .hasMessage(at + ": what the command prints:2: the row has 1 field, the header has 2");
        assertThat(catchThrowableOfType(
                        Problem.class, () -> rows(CommandSource.csv(at, "echo no base >&2; exit 3", CsvForm.COMMAS))))
                .hasMessage(at + ": the command ended with status 3: no base");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{run: ls, format: jsnl} | tasks.command.format: 'jsnl' is no format that a command can print | did you mean 'jsonl'?",
                "{format: csv} | tasks.command: names no command | write {run: COMMAND, format: csv}",
                "{ron: ls} | unknown key 'ron' in command | did you mean 'run'?",
                "{run: ls, format: csv}, as: x | tasks.as: this source has names of its own | remove it; it is for range, list, lines, glob and command",
                "{run: ls}, separator: ';' | tasks.separator: is not for lines | remove it; it is for csv",
            })
    void badCommandIsRefusedWithItsLine(String command, String what, String advice) {
        Problem problem =
                catchThrowableOfType(Problem.class, () -> verify("command: ./x\ntasks: {command: " + command + "}\n"));
        assertThat(problem).hasMessage(folder + "/c.yml:2: " + what);
        assertThat(problem.advice()).isEqualTo(advice);
    }

    private Verification verify(String text) throws IOException {
        return Expansion.verify(CampaignFile.read(Files.writeString(folder.resolve("c.yml"), text)));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve("tasks").resolve(name), text);
    }

    private List<Row> rows() {
        return rows(source);
    }

    private static List<Row> rows(Source from) {
        List<Row> rows = new ArrayList<>();
        from.rows(rows::add);
        return rows;
    }
}
