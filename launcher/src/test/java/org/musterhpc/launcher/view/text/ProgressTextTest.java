package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.queue.model.Outcome;

class ProgressTextTest {
    private static final Progress ONE_STAGE = progress(
            Map.of("sum", new Standing(2_000, 772, 0, 1, 4, 1_220, 3, 0)),
            Map.of(Outcome.EXIT, 3L, Outcome.SIGNAL, 1L));

    @Test
    void oneStageAtEightyColumns() {
        assertThat(ProgressText.block(Samples.terminal(80), ONE_STAGE))
                .containsExactly(
                        "checksums  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━×╍──────────────────  61%  1,220/2,000",
                        "  4 running · 773 waiting · 148/s · about 5 s left · 2 agents · 0:08",
                        "  3 failed · attempts: EXIT ×3, SIGNAL ×1 · 1 to be tried again");
    }

    @Test
    void atSixtyColumnsTheLeastImportantGoesFirst() {
        assertThat(ProgressText.block(Samples.terminal(60), ONE_STAGE))
                .containsExactly(
                        "checksums  ━━━━━━━━━━━━━━━━━━×╍───────────  61%  1,220/2,000",
                        "  4 running · 773 waiting · 148/s · about 5 s left",
                        "  3 failed · attempts: EXIT ×3, SIGNAL ×1");
    }

    @Test
    void aWideTerminalIsNotFilledToItsEdge() {
        assertThat(ProgressText.block(Samples.terminal(200), ONE_STAGE))
                .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(100));
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 40, 60, 80, 120})
    void noLineIsWiderThanTheTerminal(int width) {
        assertThat(ProgressText.block(Samples.terminal(width), stages(12)))
                .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(width));
    }

    @Test
    void severalStagesHaveALineEach() {
        Map<String, Standing> stages = new LinkedHashMap<>();
        stages.put("match", new Standing(1_000, 0, 0, 0, 0, 1_000, 0, 0));
        stages.put("merge", new Standing(1_000, 832, 0, 0, 4, 164, 0, 0));
        assertThat(ProgressText.block(Samples.terminal(80), progress(stages, Map.of())))
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).startsWith("  match  ").endsWith("100%  1,000/1,000"))
                .anySatisfy(line -> assertThat(line).startsWith("  merge  ").endsWith(" 16%    164/1,000"));
    }

    @Test
    void ofManyStagesOnlyThoseThatMoveAreShown() {
        assertThat(ProgressText.block(Samples.terminal(80), stages(30)))
                .hasSizeLessThanOrEqualTo(12)
                .anySatisfy(line -> assertThat(line).contains("more stages"));
    }

    @Test
    void plainLineSaysItAllInOneLine() {
        assertThat(ProgressText.line(Samples.PLAIN, ONE_STAGE))
                .isEqualTo("checksums: 1220 of 2000 done (61%), 4 running, 773 waiting, 148/s, about 5 s left,"
                        + " 2 agents, 0:08, 3 failed, attempts: EXIT ×3, SIGNAL ×1, 1 to be tried again");
    }

    @Test
    void coloursAreTheOnlyDifferenceOfAColouredBlock() {
        TextStyle coloured = new TextStyle(80, true, true, true);
        String stripped =
                String.join("\n", ProgressText.block(coloured, ONE_STAGE)).replaceAll("\u001b\\[\\d+m", "");
        assertThat(stripped).isEqualTo(String.join("\n", ProgressText.block(Samples.terminal(80), ONE_STAGE)));
    }

    private static Progress stages(int number) {
        Map<String, Standing> stages = new LinkedHashMap<>();
        for (int i = 1; i <= number; i++) {
            stages.put(
                    "stage-with-a-long-name-" + i, new Standing(100_000, 90_000, 0, 0, i % 3, 10_000L * (i % 2), 0, 0));
        }
        return progress(stages, Map.of(Outcome.WALLTIME, 12_345L));
    }

    private static Progress progress(Map<String, Standing> stages, Map<Outcome, Long> failures) {
        return new Progress(
                "checksums",
                stages,
                new Progress.Pace(148.3, Duration.ofSeconds(5), Duration.ofSeconds(8)),
                2,
                false,
                failures,
                null);
    }
}
