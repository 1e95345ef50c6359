package org.musterhpc.launcher.top;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.text.AgentText;
import org.musterhpc.queue.View;

/** Agents of a campaign, with their hosts and allocations. */
final class AgentsPage extends ListPage<View.AgentView> {
    private final String campaign;
    private Instant now = Instant.EPOCH;

    AgentsPage(String campaign) {
        super(List.of(
                new Order<>(
                        "cluster",
                        Comparator.comparing((View.AgentView one) -> one.info().cluster())
                                .thenComparing(one -> one.info().name())),
                new Order<>("host", Comparator.comparing(one -> one.info().host())),
                new Order<>("running", Comparator.comparing(one -> -one.running())),
                new Order<>("silence", Comparator.comparing(View.AgentView::seen))));
        this.campaign = campaign;
    }

    @Override
    String title(TextStyle look) {
        return Harmless.line(campaign) + look.glyphs().dot() + "agents" + arrangement(look);
    }

    @Override
    TopQuery wanted() {
        return new TopQuery(campaign, true, null, null);
    }

    @Override
    void see(Seen seen) {
        Seen.Opened opened = seen.opened();
        if (opened != null && seen.answers().equals(wanted())) {
            now = opened.now().overview().now();
            items(opened.agents());
        }
    }

    @Override
    String key(View.AgentView one) {
        return one.info().name();
    }

    @Override
    boolean fits(View.AgentView one, String text) {
        String all = one.info().name() + " " + one.info().host() + " "
                + one.info().cluster() + " " + one.info().allocation();
        return all.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    @Override
    String empty() {
        return now.equals(Instant.EPOCH) ? "looking …" : "it has no agents";
    }

    @Override
    List<String> table(TextStyle look, List<View.AgentView> items) {
        return AgentText.of(look, items, now);
    }

    @Override
    String keys() {
        return "/:search s:sort Esc:back ?:keys q:quit";
    }
}
