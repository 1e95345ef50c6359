package org.musterhpc.launcher.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;

/** Tells how many tasks are where, in one round trip whatever their number. */
public record Status(View view, Ledger ledger, Pause pause, Notes notes) {
    private static final Duration TURN = Duration.ofSeconds(1);

    public CampaignStatus of(String campaign) {
        View.Overview overview = view.overview(campaign);
        return new CampaignStatus(
                campaign,
                overview,
                rate(campaign, overview),
                ClusterStanding.of(ledger.arrays(campaign), ledger.goals(campaign)));
    }

    /** Tells it every second until the campaign is over, or the thread is interrupted. */
    public void watch(String campaign, Consumer<CampaignStatus> sink) {
        while (true) {
            CampaignStatus now = of(campaign);
            sink.accept(now);
            if (now.over() || Thread.currentThread().isInterrupted()) {
                return;
            }
            pause.pause(TURN);
        }
    }

    /** @param whole whether all could be read; of those that could not, the notes tell */
    public record All(Map<String, View.Overview> campaigns, boolean whole) {}

    /** Of every campaign. */
    public All all() {
        Map<String, View.Overview> overviews = new LinkedHashMap<>();
        boolean whole = true;
        for (String name : view.campaigns()) {
            try {
                overviews.put(name, view.overview(name));
            } catch (LostCampaignException e) {
                notes.note(e.getMessage() + ": muster restore " + name + " puts it together");
                whole = false;
            } catch (DamagedException | IllegalArgumentException e) {
                notes.note(name + ": " + e.getMessage()); // the others are told all the same
                whole = false;
            }
        }
        return new All(overviews, whole);
    }

    /** Tasks that ended a second, of late; 0 where nothing moves any more, as the past says nothing of what comes then. */
    public double rate(String campaign, View.Overview overview) {
        if (overview.complete()) {
            return 0;
        }
        long ended = overview.stages().values().stream()
                .mapToLong(Tally::finishedLately)
                .sum();
        double age = view.campaign(campaign)
                .map(known -> Duration.between(known.created(), overview.now()).toMillis() / 1000.0)
                .orElse(0.0);
        return ended / Math.max(1, Math.min(age, Tally.WINDOW_S));
    }
}
