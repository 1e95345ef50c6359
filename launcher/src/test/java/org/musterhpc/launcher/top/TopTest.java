package org.musterhpc.launcher.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.app.look.CampaignStatus;
import org.musterhpc.launcher.app.look.Logs;
import org.musterhpc.launcher.app.look.TaskListing;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** Keys and snapshots in, lines out. */
class TopTest {
    private static final String EVIL = "\u001b[2J\u001b]0;title\u0007\u202e\r\n";
    private static final TextStyle LOOK = new TextStyle(79, false, true, true);
    private static final int ROWS = 24;

    private final Top top = new Top(null);

    private static Snapshot snapshot(String name, Tally... stages) {
        Map<String, Tally> all = stages.length == 1 ? Map.of("match", stages[0]) : Map.of();
        return new Snapshot(
                1,
                new Campaign(name, "d", "me", Samples.NOW, List.of()),
                new View.Overview(Samples.NOW, false, 3, all));
    }

    private static Snapshot usual(String name) {
        return snapshot(name, Samples.tally(999_000, 7, 990, 3, Map.of(Outcome.EXIT, 4L)));
    }

    private static Seen.Whole whole(Snapshot now) {
        return new Seen.Whole(now.campaign().name(), now, "");
    }

    private static Seen.Opened opened(Snapshot now, View.AgentView... agents) {
        CampaignStatus status = new CampaignStatus(now.campaign().name(), now.overview(), 0, List.of(), false);
        Trend trend = new Trend(List.of(1.0, 4.0, 8.0), List.of(0.0, 3.0, 0.0), Duration.ofSeconds(3));
        return new Seen.Opened(now, status, trend, List.of(agents));
    }

    private Seen seen(Seen.Listed listed, Seen.One one, View.AgentView... agents) {
        Snapshot now = usual("apollo");
        return new Seen(top.wanted(), List.of(whole(now)), opened(now, agents), listed, one, "");
    }

    private void seeCampaign() {
        top.see(seen(null, null));
    }

    private void seeTasks(String next, View.TaskView... tasks) {
        top.see(seen(new Seen.Listed(top.wanted().listing(), new TaskListing.Part(List.of(tasks), next)), null));
    }

    private void press(String keys) {
        for (int i = 0; i < keys.length(); i++) {
            char key = keys.charAt(i);
            top.press(
                    switch (key) {
                        case '\n' -> Key.of(Key.Kind.ENTER);
                        case '<' -> Key.of(Key.Kind.BACK);
                        default -> Key.of(key);
                    });
        }
    }

    private String screen() {
        return String.join("\n", top.lines(LOOK, ROWS));
    }

    private String foot() {
        List<String> lines = top.lines(LOOK, ROWS);
        return lines.get(lines.size() - 1);
    }

    private static View.TaskView task(int n) {
        return Samples.task(State.PENDING, Samples.message("match/" + n, "n", Integer.toString(n)));
    }

    private void openTasks() {
        seeCampaign();
        press("\n");
        seeCampaign();
        press("\n");
    }

    @Test
    void noCampaignIsToldOnceItIsKnown() {
        assertThat(screen()).doesNotContain("there is no campaign").contains("looking …");
        top.see(new Seen(top.wanted(), List.of(), null, null, null, ""));
        assertThat(screen()).contains("there is no campaign yet: muster run FILE makes one");
        press("\nx");
        assertThat(foot()).isEqualTo("nothing is chosen");
    }

    @Test
    void pagesFollowFromCampaignsToTask() {
        seeCampaign();
        assertThat(screen()).contains("> apollo    running", "1,000,000");
        press("\n");
        assertThat(top.wanted()).isEqualTo(new TopQuery("apollo", false, null, null));
        seeCampaign();
        assertThat(screen())
                .contains("apollo  running", "rate      ▂▅█  at most 8.0/s, in 3 s", "failures  ▁█▁  3 attempts")
                .containsPattern("> match +[━×╍─]+ +0% +1,000,000 +999,000 +7 +3");
        press("\n");
        assertThat(top.wanted().listing()).isEqualTo(new TopQuery.Listing("match", Set.of(), "", 0, ""));
        assertThat(screen()).contains("looking …");
        seeTasks("", Samples.ended(Samples.dead("match/17", 3)));
        press("\n");
        assertThat(top.wanted().task()).isEqualTo(new TopQuery.One("match/17", 0));
        Seen.One one = new Seen.One(
                Samples.ended(Samples.dead("match/17", 3)),
                Samples.NOW,
                Samples.runs(),
                List.of("one" + EVIL, "two"),
                "");
        top.see(seen(null, one));
        assertThat(screen()).contains("match/17  DEAD", "attempt 2  EXIT 3", "node7", "output\none^[[2J^[]0;title");
        press("[");
        assertThat(top.wanted().task()).isEqualTo(new TopQuery.One("match/17", 1));
        press("<<<");
        assertThat(top.wanted()).isEqualTo(TopQuery.CAMPAIGNS);
        press("<");
        assertThat(top.over())
                .as("Escape leaves no further than to the campaigns")
                .isFalse();
        press("q");
        assertThat(top.over()).isTrue();
    }

    @Test
    void outputOfASecondAttemptIsBehindThatOfTheLast() {
        openTasks();
        seeTasks("", twice(true));
        press("\n");
        Seen.One both = new Seen.One(twice(true), Samples.NOW, Samples.runs(), List.of("first"), "");
        top.see(seen(null, both));
        assertThat(screen()).contains("also on     other, for 0:01: a second attempt");
        press("]]");
        assertThat(top.wanted().task()).isEqualTo(new TopQuery.One("match/7", Logs.SECOND));
        assertThat(screen()).contains("output of the second attempt");
        press("[");
        assertThat(top.wanted().task()).isEqualTo(new TopQuery.One("match/7", 0));
        press("]");
        top.see(seen(null, new Seen.One(twice(false), Samples.NOW, Samples.runs(), List.of("first"), "")));
        assertThat(top.wanted().task()).as("it has ended").isEqualTo(new TopQuery.One("match/7", 0));
        press("]");
        assertThat(top.wanted().task()).isEqualTo(new TopQuery.One("match/7", 0));
    }

    private static View.TaskView twice(boolean second) {
        Instant begun = Samples.NOW.minusSeconds(9);
        View.Second other = new View.Second("other", Samples.NOW.minusSeconds(1), Samples.NOW);
        View.Holder both = new View.Holder("a", 7, begun, Samples.NOW, Samples.NOW, second ? other : null);
        View.TaskView one = task(7);
        return new View.TaskView(one.stage(), State.WORKING, one.message(), both, null, null, List.of());
    }

    @Test
    void nothingIsChangedWithoutAYes() {
        openTasks();
        seeTasks("", task(1), task(2));
        press("jx");
        assertThat(foot()).isEqualTo("cancel task match/2 of apollo? [y/N] ");
        press("q");
        assertThat(top.over()).isFalse();
        assertThat(top.takeDue()).isNull();
        assertThat(foot()).isEqualTo("nothing was changed");
        press("xy");
        assertThat(top.takeDue()).isEqualTo(new Act(Act.Kind.CANCEL, "apollo", null, "match/2"));
        assertThat(top.takeDue()).as("once").isNull();
        top.hear("cancelled 1 task" + EVIL);
        assertThat(foot()).startsWith("cancelled 1 task^[[2J");
    }

    @Test
    void whatWasAskedAboutIsMeantThoughTheListMoves() {
        openTasks();
        seeTasks("", task(1), task(2));
        press("r");
        seeTasks("", task(8), task(9));
        press("y");
        assertThat(top.takeDue()).isEqualTo(new Act(Act.Kind.RETRY, "apollo", null, "match/1"));
    }

    @Test
    void onlyStageMeansTheWholeCampaign() {
        seeCampaign();
        press("\n");
        seeCampaign();
        press("x");
        assertThat(foot()).isEqualTo("cancel all of apollo that has not ended? [y/N] ");
        press("np");
        assertThat(foot()).isEqualTo("pause apollo? What runs goes on [y/N] ");
    }

    @Test
    void tasksAreReadAPartAtATime() {
        openTasks();
        seeTasks("0.0.x", IntStream.range(0, 200).mapToObj(TopTest::task).toArray(View.TaskView[]::new));
        assertThat(screen()).contains("200 tasks in this part; more behind it");
        press("G");
        assertThat(screen()).contains("> match/199");
        press("j");
        assertThat(top.wanted().listing().after()).isEqualTo("0.0.x");
        seeTasks("", task(200));
        assertThat(screen()).contains("part 2", "> match/200", "1 task in this part, the last");
        press("k");
        assertThat(top.wanted().listing().after()).isEmpty();
    }

    @Test
    void numberGoesIntoTheMiddleAndUpGoesOnBeforeIt() {
        openTasks();
        press("/#500001\n");
        assertThat(top.wanted().listing()).isEqualTo(new TopQuery.Listing("match", Set.of(), "", 500_000, ""));
        seeTasks("0.0.x", task(500_000));
        assertThat(screen()).contains("from #500,001", "> match/500000", "more behind it");
        press("k");
        assertThat(top.wanted().listing().from()).isEqualTo(499_800);
        press("g");
        assertThat(top.wanted().listing().from()).isZero();
        press("/#2000000\n");
        seeTasks("");
        assertThat(screen()).contains("there are not so many tasks; Home goes to the first");
        press("/\n");
        assertThat(top.wanted().listing().from()).isZero();
    }

    @Test
    void searchAndFilterAreAskedFor() {
        openTasks();
        press("ff/n=4\n");
        assertThat(top.wanted().listing())
                .isEqualTo(new TopQuery.Listing(
                        "match", Set.of(State.PENDING, State.BLOCKED, State.DELAYED), "n=4", 0, ""));
        assertThat(screen()).contains("waiting · /n=4");
        seeTasks("");
        assertThat(screen()).contains("no task is like that");
        press("/abc<");
        assertThat(top.wanted().listing().search()).as("given up").isEqualTo("n=4");
        press("/\n");
        assertThat(top.wanted().listing().search()).isEmpty();
    }

    @Test
    void listsAreSearchedAndPutInOrder() {
        Snapshot failed = snapshot("b-bad", Samples.tally(0, 0, 1, 9, Map.of()));
        top.see(new Seen(
                top.wanted(),
                List.of(whole(usual("a-old")), whole(failed), whole(usual("c-new"))),
                null,
                null,
                null,
                ""));
        assertThat(screen()).containsSubsequence("c-new", "b-bad", "a-old");
        press("s");
        assertThat(screen()).contains("by name").containsSubsequence("a-old", "b-bad", "c-new");
        press("s");
        assertThat(screen()).contains("by failed").containsSubsequence("b-bad", "a-old");
        press("/NEW\n");
        assertThat(screen()).contains("c-new", "/NEW").doesNotContain("a-old");
        press("/zzz\n");
        assertThat(screen()).contains("nothing fits /zzz");
    }

    @Test
    void agentsAreListed() {
        seeCampaign();
        press("\na");
        WorkQueue.AgentInfo info =
                new WorkQueue.AgentInfo("a" + EVIL, "slurm", "node9", 1, "77_1", 4, Duration.ofMinutes(1));
        top.see(seen(null, null, new View.AgentView(info, Samples.NOW, true, 2)));
        assertThat(screen()).contains("apollo · agents", "node9", "77_1").doesNotContain("\u001b");
    }

    @Test
    void troubleIsToldAndWhatIsKnownStays() {
        seeCampaign();
        top.see(seen(null, null).but("Redis does not answer" + EVIL));
        assertThat(screen()).contains("> apollo");
        assertThat(foot()).startsWith("Redis does not answer^[");
    }

    @Test
    void brokenCampaignHidesNoOther() {
        top.see(new Seen(
                top.wanted(),
                List.of(new Seen.Whole("torn", null, "is not whole" + EVIL), whole(usual("apollo"))),
                null,
                null,
                null,
                ""));
        assertThat(screen()).contains("torn", "is not whole", "apollo").doesNotContain("\u001b");
    }

    /** Every page at every size: so many lines as rows, none foreign, and those of lists no wider than the screen. */
    @Test
    void everySizeIsFilledAndNoForeignTextCommands() {
        List<String> all = new ArrayList<>();
        for (int[] size : new int[][] {{79, 24}, {131, 40}, {39, 8}, {19, 3}, {9, 1}}) {
            for (boolean colour : new boolean[] {false, true}) {
                TextStyle look = new TextStyle(size[0], colour, colour, true);
                Output out = new Output(new java.io.ByteArrayOutputStream(), look);
                for (List<String> lines : pages(look, size[1])) {
                    assertThat(lines).hasSize(size[1]);
                    lines.forEach(line -> assertThat(out.shown(line)).isEqualTo(line));
                    if (size[0] >= 79) {
                        assertThat(lines)
                                .allSatisfy(
                                        line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(size[0]));
                    }
                    all.addAll(lines);
                }
            }
        }
        assertThat(all).isNotEmpty();
    }

    private List<List<String>> pages(TextStyle look, int rows) {
        Top fresh = new Top(null);
        List<List<String>> pages = new ArrayList<>();
        Snapshot now = usual("a" + EVIL);
        View.TaskView evil = Samples.task(State.WORKING, Samples.message("match/" + EVIL, "n" + EVIL, EVIL));
        Instant at = Samples.NOW;
        for (String keys : List.of("", "\n", "\n", "?")) {
            keys.chars().forEach(key -> fresh.press(key == '\n' ? Key.of(Key.Kind.ENTER) : Key.of((char) key)));
            TopQuery wanted = fresh.wanted();
            Seen.Listed listed = wanted.listing() == null
                    ? null
                    : new Seen.Listed(wanted.listing(), new TaskListing.Part(List.of(evil), "0.0.x"));
            Seen.One one = new Seen.One(evil, at, Samples.runs(), List.of(EVIL), EVIL);
            fresh.see(new Seen(wanted, List.of(whole(now)), opened(now), listed, one, EVIL));
            pages.add(fresh.lines(look, rows));
            fresh.press(Key.of('x'));
            pages.add(fresh.lines(look, rows));
            fresh.press(Key.of('n'));
        }
        return pages;
    }
}
