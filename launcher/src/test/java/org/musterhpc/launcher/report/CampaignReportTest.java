package org.musterhpc.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.history.Attempted;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;

class CampaignReportTest {
    private static final String EVIL =
            "</pre></td><script>alert(1)</script><img src=http://evil/x onerror=alert(2)>\u001b]0;x\u0007\"' | `x` [a](javascript:b) \u202e";

    private static CampaignReport report(String evil, int tasks) {
        Stage stage = new Stage(
                "one",
                new TaskCommand.Shell("echo '" + evil + "'"),
                new Stage.ShellSetting("/data/" + evil, Map.of("TOKEN", "hunter2"), evil, Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofHours(1), 1, 4L << 30),
                List.of(evil),
                List.of(),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                0);
        Campaign campaign = new Campaign("small", "d", evil, Attempted.NOON, List.of(stage));
        CampaignHistory history = new CampaignHistory(List.of("one"));
        for (int i = 0; i < tasks; i++) {
            Outcome outcome = i % 10 == 0 ? Outcome.EXIT : Outcome.OK;
            history.ended(new Attempted("one", outcome, i * 100L, 3, 200_000_000).ending("one/" + evil + i, evil));
        }
        List<FailureLines> failures = history.failures().stream()
                .map(group -> FailureLines.of(group, group.samples(), sample -> evil + " 7"))
                .toList();
        Map<String, Tally> tallies = new LinkedHashMap<>();
        tallies.put(
                "one",
                new Tally(
                        tasks, Map.of(State.DONE, tasks * 9L / 10, State.DEAD, tasks / 10L), 0, 0, true, Map.of(), 0));
        View.Overview overview = new View.Overview(Instant.parse("2026-03-05T00:00:00Z"), false, 0, tallies);
        return new CampaignReport(
                new CampaignReport.Head(campaign, overview.now(), Map.of("Muster", evil)),
                overview,
                history,
                failures,
                List.of());
    }

    @Test
    void nothingForeignBecomesMarkup() {
        String html = HtmlReport.of(report(EVIL, 100));
        assertThat(html)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script", "<img", "onerror=alert(2)>", "\u001b", "\u0007", "\u202e");
        // All that is between angle brackets is ours: what is foreign in it stands in quotes.
        assertThat(html.replaceAll("<[^<>]*>", "")).doesNotContain("<", ">");
    }

    @Test
    void thePageAsksForNothingAndRunsNothing() {
        String html = HtmlReport.of(report("plain", 100));
        assertThat(html).contains("default-src &#39;none&#39;").contains("<svg").contains("@media print");
        assertThat(html).doesNotContainPattern("(?i)(src|href)=|url\\(|@import|https?://|<script|<link");
    }

    @Test
    void valuesOfVariablesAreNotShown() {
        CampaignReport report = report("plain", 10);
        assertThat(HtmlReport.of(report) + MarkdownReport.of(report) + ReportJson.of(report))
                .contains("TOKEN")
                .doesNotContain("hunter2");
    }

    @Test
    void markdownShowsForeignTextAsItIs() {
        String markdown = MarkdownReport.of(report(EVIL, 100));
        String tables = markdown.substring(0, markdown.indexOf("## Definition"));
        assertThat(tables).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<", "\u001b", "://");
        assertThat(tables).doesNotContainPattern("(?<!\\\\)[`\\[\\]]");
        assertThat(tables.lines()
                        .filter(line -> line.startsWith("| one | EXIT"))
                        .map(line -> line.replace("\\|", "").replaceAll("[^|]", "")))
                .isNotEmpty()
                .containsOnly("|||||||");
    }

    @Test
    void aFenceIsLongerThanAnyInTheDefinition() {
        String markdown = MarkdownReport.of(report("a\n````\n# not a heading", 10));
        assertThat(markdown).contains("\n`````yaml\n").endsWith("\n`````\n");
    }

    @Test
    void programsGetTheFigures() {
        ObjectNode json = ReportJson.of(report("plain", 100));
        assertThat(json.at("/stages/0/attempts/EXIT").asLong()).isEqualTo(10);
        assertThat(json.at("/stages/0/wall_s/p99").asDouble()).isEqualTo(3.0);
        assertThat(json.at("/stages/0/max_rss_bytes/max").asLong()).isBetween(199_999_000L, 200_000_000L);
        assertThat(json.at("/failures/0/last_lines/0/line").asText()).isEqualTo("plain 7");
        assertThat(json.at("/agents/0/slots").asInt()).isEqualTo(30);
        assertThat(json.at("/timeline/running")).hasSameSizeAs(json.at("/timeline/slots"));
    }

    @Test
    void aCampaignOfWhichNothingRanIsShown() {
        CampaignReport nothing = report("plain", 0);
        assertThat(HtmlReport.of(nothing)).contains("No attempt has ended yet").contains("There are no tasks");
        assertThat(MarkdownReport.of(nothing)).contains("There are no tasks");
        assertThat(ReportJson.of(nothing).at("/timeline/running")).isEmpty();
    }
}
