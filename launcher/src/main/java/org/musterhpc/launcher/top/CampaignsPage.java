package org.musterhpc.launcher.top;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.text.Bar;
import org.musterhpc.launcher.view.text.StatusText;
import org.musterhpc.launcher.view.text.Table;

/** All campaigns, the newest first. */
final class CampaignsPage extends ListPage<Seen.Whole> {
    private static final int WIDE = 100;
    private boolean looked;

    CampaignsPage() {
        super(List.of(
                new Order<>("age", null),
                new Order<>("name", Comparator.comparing(Seen.Whole::name)),
                new Order<>("failed", Comparator.comparing(one -> -standing(one).failed())),
                new Order<>(
                        "running", Comparator.comparing(one -> -standing(one).working()))));
    }

    private static Standing standing(Seen.Whole one) {
        Snapshot now = one.now();
        return now == null ? Standing.NOTHING : Standing.sum(now.overview().stages(), Map.of());
    }

    @Override
    String title(TextStyle look) {
        return "campaigns" + arrangement(look);
    }

    @Override
    TopQuery wanted() {
        return TopQuery.CAMPAIGNS;
    }

    @Override
    void see(Seen seen) {
        looked |= !seen.equals(Seen.NOTHING);
        List<Seen.Whole> newest = new ArrayList<>(seen.campaigns());
        Collections.reverse(newest);
        items(newest);
    }

    @Override
    String key(Seen.Whole one) {
        return one.name();
    }

    @Override
    String empty() {
        return looked ? "there is no campaign yet: muster run FILE makes one" : "";
    }

    @Override
    List<String> table(TextStyle look, List<Seen.Whole> items) {
        boolean wide = look.width() >= WIDE;
        Table table = new Table(look).flexible("CAMPAIGN").flexible("IS");
        if (wide) {
            table.left("");
        }
        table.right("DONE")
                .right("TASKS")
                .right("FAILED")
                .right("RUNNING")
                .right("AGENTS")
                .right("RATE");
        items.forEach(one -> table.row(row(look, one, wide)));
        return table.lines();
    }

    private static List<String> row(TextStyle look, Seen.Whole one, boolean wide) {
        Snapshot now = one.now();
        List<String> cells = new ArrayList<>();
        cells.add(Harmless.line(one.name()));
        cells.add(now == null ? Harmless.line(one.problem()) : StatusText.condition(now.overview()));
        Standing total = standing(one);
        if (wide) {
            cells.add(Bar.of(look, total, 20));
        }
        cells.add(Numbers.percent(total.done(), total.total()) + "%");
        cells.add(look.count(total.total()));
        cells.add(total.failed() == 0 ? "0" : look.paint().bad(look.count(total.failed())));
        cells.add(total.working() == 0 ? "0" : look.paint().busy(look.count(total.working())));
        cells.add(now == null ? "" : Integer.toString(now.overview().agents()));
        cells.add(now == null || now.ratePerS() <= 0 ? "" : Numbers.rate(now.ratePerS()) + "/s");
        return cells;
    }

    @Override
    String keys() {
        return "Enter:open /:search s:sort p:pause u:resume x:cancel r:retry ?:keys q:quit";
    }

    @Override
    @Nullable
    Page opened() {
        Seen.Whole one = chosen();
        return one == null ? null : new CampaignPage(one.name());
    }

    @Override
    @Nullable
    Act act(Act.Kind kind) {
        Seen.Whole one = chosen();
        return one == null ? null : new Act(kind, one.name(), null, null);
    }
}
