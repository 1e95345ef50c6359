package org.musterhpc.launcher.top;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.TimeLeft;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.launcher.view.text.Bar;
import org.musterhpc.launcher.view.text.StatusText;
import org.musterhpc.launcher.view.text.Table;
import org.musterhpc.queue.View;

/** One campaign: how it goes, its stages, and its arrays. */
final class CampaignPage extends ListPage<CampaignPage.Part> {
    private static final int LABEL = 10;
    private final String campaign;
    private Seen.@Nullable Opened opened;

    /** @param stage null: all of them together */
    record Part(@Nullable String stage, Standing standing) {}

    CampaignPage(String campaign) {
        super(List.of(
                new Order<>("stage", null),
                new Order<>(
                        "failed", Comparator.comparing(one -> -one.standing().failed())),
                new Order<>(
                        "waiting", Comparator.comparing(one -> -one.standing().waiting()))));
        this.campaign = campaign;
    }

    @Override
    String title(TextStyle look) {
        return Harmless.line(campaign) + arrangement(look);
    }

    @Override
    TopQuery wanted() {
        return new TopQuery(campaign, false, null, null);
    }

    @Override
    void see(Seen seen) {
        Seen.Opened now = seen.opened();
        if (now == null || !now.status().campaign().equals(campaign)) {
            return;
        }
        opened = now;
        List<Part> parts = new ArrayList<>();
        now.now().overview().stages().forEach((name, tally) -> parts.add(new Part(name, Standing.of(tally, 0))));
        if (parts.size() > 1) {
            parts.add(new Part(
                    null, Standing.sum(parts.stream().map(Part::standing).toList())));
        }
        items(parts);
    }

    @Override
    String key(Part one) {
        return one.stage() == null ? "(all)" : one.stage();
    }

    @Override
    String empty() {
        return opened == null ? "looking …" : "it has no stages";
    }

    @Override
    List<String> above(TextStyle look) {
        Seen.Opened known = opened;
        if (known == null) {
            return List.of();
        }
        Snapshot now = known.now();
        List<String> lines = new ArrayList<>();
        lines.add(StatusText.head(look, Harmless.line(campaign), now.overview(), now.ratePerS()));
        lines.addAll(StatusText.halt(look, Harmless.line(campaign), now.overview()));
        lines.add("");
        Trend trend = known.trend();
        double most =
                trend.rates().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        lines.add(spark(look, "rate", trend.rates(), most > 0 ? "at most " + Numbers.rate(most) + "/s" : "nothing ends")
                + look.paint().dim(over(trend)));
        long failed = Math.round(
                trend.failures().stream().mapToDouble(Double::doubleValue).sum());
        lines.add(spark(look, "failures", trend.failures(), Numbers.of(look.count(failed), "attempt")));
        Duration left = TimeLeft.of(now);
        if (left != null) {
            lines.add(look.paint().dim(TextWidth.padRight("left", LABEL)) + "about " + Times.about(left));
        }
        lines.add("");
        return lines;
    }

    private static String over(Trend trend) {
        return trend.span().isZero() ? "" : ", in " + Times.about(trend.span());
    }

    private static String spark(TextStyle look, String label, List<Double> numbers, String words) {
        String line = Sparkline.of(look, numbers, Math.min(look.width() - 40, 80));
        return look.paint().dim(TextWidth.padRight(label, LABEL))
                + (label.equals("rate") ? look.paint().good(line) : look.paint().bad(line))
                + (line.isEmpty() ? "" : "  ")
                + words;
    }

    @Override
    List<String> table(TextStyle look, List<Part> items) {
        Table table = new Table(look)
                .flexible("STAGE")
                .left("")
                .right("DONE")
                .right("TASKS")
                .right("WAITING")
                .right("RUNNING")
                .right("FAILED");
        int bar = Math.max(6, Math.min(40, look.width() - 64));
        for (Part one : items) {
            Standing is = one.standing();
            table.row(
                    one.stage() == null ? "all" : Harmless.line(one.stage()),
                    Bar.of(look, is, bar),
                    Numbers.percent(is.done(), is.total()) + "%",
                    look.count(is.total()),
                    look.count(is.waiting()),
                    is.working() == 0 ? "0" : look.paint().busy(look.count(is.working())),
                    is.failed() == 0 ? "0" : look.paint().bad(look.count(is.failed())));
        }
        return table.lines();
    }

    @Override
    List<String> below(TextStyle look) {
        Seen.Opened known = opened;
        if (known == null) {
            return List.of();
        }
        View.Overview overview = known.now().overview();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(StatusText.notes(look, overview));
        known.status()
                .clusters()
                .forEach(cluster -> cluster.lines(overview.now(), overview.complete())
                        .forEach(
                                line -> lines.add(cluster.stuck() ? look.paint().warn(line) : line)));
        return lines;
    }

    @Override
    String keys() {
        return "Enter:tasks a:agents p:pause u:resume x:cancel r:retry Esc:back ?:keys q:quit";
    }

    @Override
    @Nullable
    Page opened() {
        Part one = chosen();
        return one == null ? null : new TasksPage(campaign, one.stage());
    }

    @Override
    @Nullable
    Act act(Act.Kind kind) {
        Part one = chosen();
        boolean whole = kind == Act.Kind.PAUSE || kind == Act.Kind.RESUME || onlyOne();
        return one == null ? null : new Act(kind, campaign, whole ? null : one.stage(), null);
    }

    private boolean onlyOne() {
        Seen.Opened known = opened;
        return known != null && known.now().overview().stages().size() == 1;
    }
}
