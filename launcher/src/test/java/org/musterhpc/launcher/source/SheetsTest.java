package org.musterhpc.launcher.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.problem.Problem;

/** Tables and lists as spreadsheets and people write them. */
class SheetsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"UTF-16LE, true", "UTF-16BE, true", "UTF-16LE, false", "UTF-16BE, false"})
    void utf16IsToldAsSuchWithAndWithoutItsMark(String encoding, boolean marked) throws IOException {
        Files.write(
                folder.resolve("s.csv"),
                ((marked ? "\uFEFF" : "") + "image,level\na.png,3\n").getBytes(Charset.forName(encoding)));
        String named = marked ? "UTF-16" : encoding;
        for (String tasks : List.of("csv: s.csv", "lines: s.csv", "jsonl: s.csv", "command: cat s.csv")) {
            refused(tasks)
                    .hasMessageContaining("is not a text in UTF-8 but in " + named)
                    .extracting(e -> ((Problem) e).advice())
                    .asString()
                    .contains("iconv -f " + named + " -t UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1F8B0800, gzip, zcat",
        "FD377A585A00, xz, xzcat",
        "28B52FFD, zstd, zstdcat",
        "425A6839314159265359, bzip2, bzcat"
    })
    void packedFileIsToldAsSuch(String begin, String form, String reader) throws IOException {
        Files.write(folder.resolve("s.csv"), HexFormat.of().parseHex(begin + "00FF00FF"));
        for (String tasks : List.of("csv: s.csv", "lines: s.csv", "jsonl: s.csv")) {
            refused(tasks)
                    .hasMessageContaining("is not a text but packed (" + form + ")")
                    .extracting(e -> ((Problem) e).advice())
                    .asString()
                    .contains(reader + " FILE");
        }
    }

    @Test
    void workbookIsToldAsSuch() throws IOException {
        Files.write(folder.resolve("s.csv"), new byte[] {'P', 'K', 3, 4, 20, 0, 6, 0});
        refused("csv: s.csv").hasMessageContaining("a zip archive, as are files of spreadsheet programs");
    }

    @Test
    void deviceOrPipeIsToldAsSuchBeforeItIsOpened() {
        for (String tasks : List.of("csv: /dev/zero", "lines: /dev/zero", "jsonl: /dev/zero")) {
            refused(tasks).hasMessageContaining("cannot read /dev/zero: it is a pipe or a device");
        }
    }

    @Test
    void whatIsNotJsonIsToldWithoutTheLibrarysOwnWords() throws IOException {
        for (String line : List.of("{\"a\": NaN}", "{", "{\"a\": 1} {\"a\": 2}", "[".repeat(2000))) {
            write(line + "\n");
            refused("jsonl: s.csv")
                    .hasMessageContaining("s.csv:1: is not JSON: ")
                    .message()
                    .doesNotContain("Feature", "REDACTED", "jackson", "StreamRead", "`");
        }
    }

    @Test
    void campaignFileInUtf16IsToldAsSuch() throws IOException {
        Path file = folder.resolve("c.yml");
        Files.write(file, "command: x\ntasks: {range: 1-2}\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> CampaignFile.read(file)).hasMessageContaining("but in UTF-16LE");
    }

    @Test
    void markOfUtf8AndLinesThatEndAsInWindowsAreNoPartOfNamesAndValues() throws IOException {
        write("\uFEFFimage,level\r\na.png,3\r\n");
        assertThat(params("csv: s.csv")).containsExactly("{\"image\":\"a.png\",\"level\":\"3\"}");
    }

    @Test
    void rowsAndColumnsWithoutAnyValueAreNoTasks() throws IOException {
        write(",,\nimage,level,\na.png,3,\n,,\n , ,\n\nb.png,,\n,,,,\n");
        assertThat(params("csv: s.csv"))
                .containsExactly("{\"image\":\"a.png\",\"level\":\"3\"}", "{\"image\":\"b.png\",\"level\":\"\"}");
    }

    @Test
    void valueInAColumnWithoutNameIsToldByItsLine() throws IOException {
        write("image,level,\na.png,3,x\n");
        refused("csv: s.csv").hasMessageContaining("s.csv:2: the row has a value in column 3, which has no name");
    }

    @Test
    void tooManyAndTooFewFieldsAreToldByTheirLine() throws IOException {
        write("image,level\na.png,3\nb.png\n");
        refused("csv: s.csv").hasMessageContaining("s.csv:3: the row has 1 field, the header has 2");
        write("image,level\na,b.png,3\n");
        refused("csv: s.csv").hasMessageContaining("s.csv:2: the row has 3 fields, the header has 2");
    }

    @Test
    void separatorIsWhatIsSaid() throws IOException {
        write("image;level\n\"a;b.png\";3,5\n");
        assertThat(params("csv: s.csv, separator: ';'")).containsExactly("{\"image\":\"a;b.png\",\"level\":\"3,5\"}");
        write("image\tlevel\na\t\"b\tc\"\n");
        assertThat(params("csv: s.csv, separator: tab")).containsExactly("{\"image\":\"a\",\"level\":\"b\\tc\"}");
        assertThat(params("csv: s.csv, separator: \"\\t\"")).hasSize(1);
    }

    @Test
    void anotherSeparatorIsGuessedForTheAdvice() throws IOException {
        write("image;level\na;3\n");
        refused("csv: s.csv", "echo {{image}}")
                .hasMessageContaining("s.csv:1 has a single column, 'image;level'")
                .hasMessageContaining("separator: ';'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv: s.csv, separator: ';;' | is not a single character",
                "csv: s.csv, separator: 'a' | cannot separate fields",
                "csv: s.csv, comments: ',' | cannot begin a comment",
                "csv: s.csv, comments: '//' | is not a single character",
                "lines: s.csv, separator: ';' | is not for lines",
                "range: 1-3, comments: '#' | is not for range",
            })
    void settingsThatCannotBeMeantAreRefusedWithTheirLine(String tasks, String what) throws IOException {
        write("image,level\na,3\n");
        refused(tasks).hasMessageContaining("c.yml:2: tasks.").hasMessageContaining(what);
    }

    @Test
    void commentsAreLeftOutWhereTheirSignIsSaid() throws IOException {
        write("# made by hand\nimage,level\n#a.png,3\n\"#b.png\",4\n");
        assertThat(params("csv: s.csv, comments: '#'")).containsExactly("{\"image\":\"#b.png\",\"level\":\"4\"}");
        assertThat(params("lines: s.csv, comments: '#'"))
                .containsExactly("{\"line\":\"image,level\"}", "{\"line\":\"\\\"#b.png\\\",4\"}");
        assertThat(params("lines: s.csv")).hasSize(4);
    }

    @Test
    void columnsAreUsableByTheirNames() throws IOException {
        write("image 1,image.2,Länge (m)\na.png,b.png,1.5\n");
        assertThat(verify("csv: s.csv", "./x {{image 1}} {{ image.2 }} {{Länge (m)}}")
                        .fine())
                .isTrue();
        refused("csv: s.csv", "./x {{image 3}}").hasMessageContaining("has no column 'image 3'");
    }

    @ParameterizedTest
    @CsvSource({
        "'{{image}}'",
        "'{{image}}/'",
        "'out/{{image}}'",
        "'out/{{image}}/a.txt'",
        "'{{image}}/a.txt'",
        "'{{image}}{{level}}'"
    })
    void pathOfAnEmptyValueIsNoPath(String path) throws IOException {
        write("image,level,id\n,,one\n");
        Files.createDirectories(folder.resolve("out"));
        for (String key : List.of("inputs", "outputs")) {
            Verification found = verify("csv: s.csv", "./x\n" + key + ": [\"" + path + "\"]");
            assertThat(found.findings()).hasSize(1);
            assertThat(found.findings().get(0).what())
                    .contains("s.csv:2: task main/one:", "is empty, and stands in the path of a file");
        }
    }

    @Test
    void emptyValueInsideANameIsFine() throws IOException {
        write("image,level,id\n,,one\n");
        assertThat(verify("csv: s.csv", "./x\noutputs: [\"out/a{{image}}.txt\", \"out/{{level}}{{id}}\"]")
                        .fine())
                .isTrue();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("s.csv"), text);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String tasks) {
        return refused(tasks, "./x");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String tasks, String command) {
        return assertThatThrownBy(() -> verify(tasks, command)).isInstanceOf(Problem.class);
    }

    private Verification verify(String tasks, String command) throws IOException {
        return Expansion.verify(CampaignFile.read(file(tasks, command)));
    }

    private List<String> params(String tasks) throws IOException {
        Source source = CampaignFile.read(file(tasks, "./x")).stages().get(0).source();
        List<String> params = new ArrayList<>();
        if (source != null) {
            source.rows(row -> params.add(row.params().toString()));
        }
        return params;
    }

    private Path file(String tasks, String command) throws IOException {
        return Files.writeString(
                folder.resolve("c.yml"), "campaign: sheets\ntasks: {" + tasks + "}\ncommand: " + command + "\n");
    }
}
