package org.musterhpc.launcher.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;

class SourcesTest {
    @TempDir
    Path folder;

    private Spot at;

    @BeforeEach
    void name() {
        at = new Spot(folder.resolve("c.yml"), 7);
    }

    @Test
    void rangeCountsInSteps() {
        assertThat(params(RangeSource.of(at, "1-10:4", "n"))).containsExactly("{\"n\":1}", "{\"n\":5}", "{\"n\":9}");
        assertThat(params(RangeSource.of(at, "-1-1", "k"))).containsExactly("{\"k\":-1}", "{\"k\":0}", "{\"k\":1}");
        assertThatThrownBy(() -> RangeSource.of(at, "3-1", "n")).hasMessageContaining("ends before it begins");
        assertThatThrownBy(() -> RangeSource.of(at, "1-3:0", "n")).hasMessageContaining("steps of 0");
        assertThatThrownBy(() -> RangeSource.of(at, "1..3", "n")).hasMessageContaining("is not a range");
    }

    /** As {@code muster add --jsonl <(…)} names one. */
    @Test
    void rowsThatAreReadOnceMayComeThroughAPipe() throws Exception {
        Path pipe = folder.resolve("p");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "echo '{\"a\":1}' > " + pipe).start();
        try {
            assertThat(params(GivenRows.jsonl(pipe))).containsExactly("{\"a\":1}");
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void linesAreWithoutBlankOnesAndKnowTheirNumbers() throws IOException {
        write("l.txt", "\uFEFFa b\r\n\n c\n");
        LinesSource source = new LinesSource(at, "l.txt", "line", "");
        assertThat(params(source)).containsExactly("{\"line\":\"a b\"}", "{\"line\":\" c\"}");
        assertThat(rows(source)).extracting(row -> row.at().line()).containsExactly(1, 3);
    }

    @Test
    void textInAnotherEncodingIsRefused() throws IOException {
        Files.write(folder.resolve("l.txt"), new byte[] {'a', '\n', (byte) 0xe4, '\n'});
        assertThat(problem(new LinesSource(at, "l.txt", "line", ""))).hasMessageContaining("is not a text in UTF-8");
        Files.write(folder.resolve("l.csv"), new byte[] {'a', '\n', (byte) 0xe4, '\n'});
        assertThat(problem(new CsvSource(at, "l.csv", CsvForm.COMMAS))).hasMessageContaining("is not a text in UTF-8");
    }

    @Test
    void missingFileIsNamedWhereItIsAskedFor() {
        assertThat(problem(new LinesSource(at, "none.txt", "line", "")))
                .hasMessage(at + ": there is no file " + folder + "/none.txt");
        assertThat(problem(new CsvSource(at, "none.csv", CsvForm.COMMAS))).hasMessageContaining("there is no file");
        assertThat(problem(new JsonlSource(at, "none"))).hasMessageContaining("there is no file");
    }

    @Test
    void csvKeepsValuesAsTheyStand() throws IOException {
        write("e.csv", "\uFEFFid, image ,n\na,\" x,\"\"y\"\" \",007\nb,\"two\nlines\",1e3\n");
        CsvSource source = new CsvSource(at, "e.csv", CsvForm.COMMAS);
        assertThat(source.names()).containsExactly("image", "n");
        assertThat(params(source))
                .containsExactly(
                        "{\"image\":\" x,\\\"y\\\" \",\"n\":\"007\"}", "{\"image\":\"two\\nlines\",\"n\":\"1e3\"}");
        assertThat(rows(source)).extracting(Row::key).containsExactly("a", "b");
        assertThat(rows(source)).extracting(row -> row.at().line()).containsExactly(2, 3);
    }

    @Test
    void badHeadersAreRefused() throws IOException {
        write("e.csv", "a,b,a\n1,2,3\n");
        assertThat(problem(new CsvSource(at, "e.csv", CsvForm.COMMAS)))
                .hasMessage(folder + "/e.csv:1: the header has the column 'a' twice");
        write("e.csv", "a,,b\n1,2,3\n");
        assertThat(problem(new CsvSource(at, "e.csv", CsvForm.COMMAS)))
                .hasMessageContaining("column 2 of the header has no name");
        write("e.csv", "a,attempt\n1,2\n");
        assertThat(problem(new CsvSource(at, "e.csv", CsvForm.COMMAS)))
                .hasMessageContaining("'attempt' is set by Muster");
    }

    @Test
    void quoteThatSwallowsRowsIsNamedByItsLine() throws IOException {
        write("e.csv", "a,b\n1,\"x\n2,\"y\"\n");
        assertThat(problem(new CsvSource(at, "e.csv", CsvForm.COMMAS)))
                .hasMessage(folder + "/e.csv:2: text behind a closing quote in the row that starts on line 2");
    }

    @Test
    void jsonlGivesKeysOfEachLine() throws IOException {
        write("d.jsonl", "{\"id\":5,\"x\":1.10,\"y\":[1]}\n\n{\"id\":\"b\"}\n");
        JsonlSource source = new JsonlSource(at, "d.jsonl");
        assertThat(params(source)).containsExactly("{\"x\":1.10,\"y\":[1]}", "{}");
        assertThat(rows(source)).extracting(Row::key).containsExactly("5", "b");
        write("d.jsonl", "{\"x\":1}\n[1]\n");
        assertThat(problem(source)).hasMessage(folder + "/d.jsonl:2: is not a JSON object");
        write("d.jsonl", "{\"x\":1}\n{\"x\":\n");
        assertThat(problem(source)).hasMessageStartingWith(folder + "/d.jsonl:2: is not JSON: ");
    }

    @Test
    void commandGivesItsLinesAndItsLastWordsWhereItFails() throws IOException {
        write("names", "a\nb\n");
        assertThat(params(CommandSource.lines(at, "cat names", "line", "")))
                .containsExactly("{\"line\":\"a\"}", "{\"line\":\"b\"}");
        assertThat(problem(CommandSource.lines(at, "echo a; echo no index >&2; exit 3", "line", "")))
                .hasMessage(at + ": the command ended with status 3: no index");
    }

    @Test
    void matrixIsEveryCombination() throws IOException {
        Path file = write("m.yml", "command: ./x {{a}} {{b}}\ntasks: {matrix: {a: [1, 2], b: [x, y]}}\n");
        Source source = org.musterhpc.launcher.campaign.CampaignFile.read(file)
                .stages()
                .get(0)
                .source();
        assertThat(params(source))
                .containsExactly(
                        "{\"a\":1,\"b\":\"x\"}",
                        "{\"a\":1,\"b\":\"y\"}",
                        "{\"a\":2,\"b\":\"x\"}",
                        "{\"a\":2,\"b\":\"y\"}");
    }

    private List<String> params(Source source) {
        return rows(source).stream().map(row -> row.params().toString()).toList();
    }

    private static List<Row> rows(Source source) {
        List<Row> rows = new ArrayList<>();
        source.rows(rows::add);
        return rows;
    }

    private static Problem problem(Source source) {
        Problem problem = catchThrowableOfType(Problem.class, () -> rows(source));
        assertThat(problem).isNotNull();
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
        return problem;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
