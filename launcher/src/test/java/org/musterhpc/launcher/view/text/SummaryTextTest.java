package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.launcher.view.Summary;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

class SummaryTextTest {

    @Test
    void successSaysWhereTheResultsAre() {
        Summary summary = new Summary(
                "checksums",
                Map.of("sum", Samples.tally(0, 0, 2_000, 0, Map.of(Outcome.OK, 2_000L))),
                Duration.ofMillis(14_230),
                2_000,
                new Summary.Records(
                        Map.of("sum", 9.31),
                        List.of(Samples.done("sum/000017", null, "path", "/usr/lib/a"), Samples.done("sum/1", null))),
                List.of(),
                "/data/logs");
        assertThat(SummaryText.of(Samples.terminal(80), summary))
                .containsExactly(
                        "✓ checksums  all 2,000 tasks done · 14.2 s · 141 tasks/s",
                        "",
                        "  STAGE  TASKS   DONE  FAILED  RETRIED     CPU",
                        "  sum    2,000  2,000       0        0  9.31 s",
                        "",
                        "  SLOWEST",
                        "  sum/000017  2.00 s  path=/usr/lib/a",
                        "  sum/1       2.00 s",
                        "",
                        "  results          muster results checksums --format csv",
                        "  output           /data/logs");
    }

    @Test
    void failureSaysWhatFailedAndWhatToType() {
        assertThat(SummaryText.of(Samples.terminal(80), failed()))
                .containsExactly(
                        "✗ apollo  995 of 1,000 tasks done · 5 failed · 1:05 · 15 tasks/s",
                        "",
                        "  STAGE  TASKS  DONE  FAILED  RETRIED  FAILED ATTEMPTS",
                        "  match  1,000   995       5        5  EXIT ×10",
                        "",
                        "  FAILED                ATTEMPTS",
                        "  match/000003  EXIT 3         2  cannot open a.png",
                        "  and 4 more: muster tasks apollo --state DEAD",
                        "",
                        "  what it printed  muster logs apollo match/000003",
                        "  why it failed    muster explain apollo match/000003",
                        "  run them again   muster retry apollo",
                        "  results          muster results apollo --format csv",
                        "  output           /logs");
    }

    @Test
    void longParametersOfTheSlowestAreCutAtTheEdgeOfTheTerminal() {
        Summary summary = new Summary(
                "checksums",
                Map.of("sum", Samples.tally(0, 0, 2, 0, Map.of(Outcome.OK, 2L))),
                Duration.ofSeconds(2),
                2,
                new Summary.Records(
                        Map.of(),
                        List.of(
                                Samples.done("sum/1", null, "path", "/" + "long/".repeat(30)),
                                Samples.done("sum/2", null))),
                List.of(),
                "/logs");
        assertThat(SummaryText.of(Samples.terminal(60), summary))
                .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(60))
                .anyMatch(line -> TextWidth.of(line) == 60 && line.endsWith("…"));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void tablesFitTheTerminal(int width) {
        assertThat(SummaryText.of(Samples.terminal(width), failed()).subList(2, 8))
                .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(width));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100})
    void nothingButCommandsAndPathsIsWiderThanTheTerminal(int width) {
        Map<Outcome, Long> all = Map.of(
                Outcome.OK,
                84_000L,
                Outcome.EXIT,
                10_000L,
                Outcome.WALLTIME,
                2_000L,
                Outcome.OOM,
                3_000L,
                Outcome.NODE_LOST,
                7L);
        Tally tally = new Tally(
                99_999,
                Map.of(State.DONE, 84_000L, State.DEAD, 10_000L, State.CANCELLED, 3_000L, State.BLOCKED, 2_999L),
                0,
                0,
                true,
                all,
                0);
        Summary summary = new Summary(
                "a-rather-long-name-of-a-campaign",
                Map.of("stage-with-a-name", tally),
                Duration.ofSeconds(4000),
                94_000,
                new Summary.Records(Map.of("stage-with-a-name", 1e6), List.of()),
                List.of(new Summary.Failure(
                        Samples.dead("match/" + "long".repeat(20), 3), "cannot open " + "a".repeat(99))),
                "/logs");
        List<String> lines = SummaryText.of(Samples.terminal(width), summary);
        assertThat(lines.stream().filter(line -> !line.contains("muster ")))
                .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(width));
        assertThat(String.join("", lines))
                .contains("2,999 waiting for what failed")
                .contains("tasks/s");
    }

    @Test
    void outputOfTasksCannotDriveTheTerminal() {
        Summary summary = new Summary(
                "a",
                Map.of("s", Samples.tally(0, 0, 0, 1, Map.of(Outcome.EXIT, 1L))),
                Duration.ofSeconds(1),
                1,
                null,
                List.of(new Summary.Failure(Samples.dead("s/1", 3), "\u001b[2Jgone")),
                "/logs");
        assertThat(String.join("\n", SummaryText.of(Samples.PLAIN, summary)))
                .contains("^[[2Jgone")
                .doesNotContain("\u001b");
    }

    @Test
    void idsThatAreNoPlainWordsAreQuotedForTheShell() {
        assertThat(SummaryText.quoted("match/000017")).isEqualTo("match/000017");
        assertThat(SummaryText.quoted("it's $(me)")).isEqualTo("'it'\\''s $(me)'");
    }

    private static Summary failed() {
        return new Summary(
                "apollo",
                Map.of("match", Samples.tally(0, 0, 995, 5, Map.of(Outcome.OK, 995L, Outcome.EXIT, 10L))),
                Duration.ofSeconds(65),
                1_000,
                null,
                List.of(new Summary.Failure(Samples.dead("match/000003", 3), "cannot open a.png")),
                "/logs");
    }
}
