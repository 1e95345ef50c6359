package org.musterhpc.launcher.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.JsonText;
import org.musterhpc.testkit.fuzz.NastyText;

/** Files of tasks with anything in them: rows, or a {@link Problem} with a line. */
class SourcesFuzzTest {
    private static final String CSV = "id,a,\"b,\"\"c\"\nfirst,1,\"x\n,y\"\n,2,é\r\nthird,,\"\"\n";
    private static final String JSONL = "{\"id\":\"a\",\"x\":1.50}\n\n{\"x\":[1,{\"y\":null}]}\r\n{\"id\":7}\n";
    private static final String LINES = "\uFEFFa b\r\n\n c\nlast";

    @TempDir
    Path folder;

    @Test
    void csvIsRowsOrAProblem() {
        check("csv", 8_000, CSV, (at, name) -> new CsvSource(at, name, CsvForm.COMMAS));
    }

    @Test
    void jsonLinesAreRowsOrAProblem() {
        check("jsonl", 8_000, JSONL, JsonlSource::new);
    }

    @Test
    void linesAreRowsOrAProblem() {
        check("lines", 4_000, LINES, (at, name) -> new LinesSource(at, name, "line", ""));
    }

    @Test
    void numbersBeyondAllMeasureAndDepthAreProblems() throws IOException {
        for (String text : List.of(
                "{\"x\":1E+100000000017}",
                "{\"x\":1e999999999}",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "9".repeat(5000))) {
            read("x.jsonl", text.getBytes(UTF_8), JsonlSource::new);
        }
    }

    private void check(String name, int count, String good, BiFunction<Spot, String, Source> source) {
        Fuzz.check(name, count, random -> content(random, good), bytes -> read("x." + name, bytes, source));
    }

    private static byte[] content(Random random, String good) {
        return switch (random.nextInt(6)) {
            case 0 -> NastyText.of(random).getBytes(UTF_8);
            case 1 -> JsonText.object(random, 3, List.of("id", "x")).getBytes(UTF_8);
            default -> Damage.bytes(random, good.getBytes(UTF_8));
        };
    }

    private void read(String name, byte[] bytes, BiFunction<Spot, String, Source> source) throws IOException {
        Files.write(folder.resolve(name), bytes);
        try {
            Source opened = source.apply(new Spot(folder.resolve("c.yml"), 7), name);
            opened.names();
            opened.rows(row -> assertThat(row.params().toString()).doesNotContain("\n"));
        } catch (Problem told) {
            assertThat(told.getMessage()).contains(name);
            assertThat(told.getMessage().length()).isLessThan(2000);
        }
    }
}
