package org.musterhpc.launcher.app.look;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.snapshot.ArraysSnapshot;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.View;

/** Tells how many tasks are where, in one round trip whatever their number. */
public record Status(View view, Snapshots snapshots, Pause pause, Notes notes) {

    public CampaignStatus of(String campaign) {
        return of(snapshots.of(campaign));
    }

    private CampaignStatus of(Snapshot snapshot) {
        String campaign = snapshot.campaign().name();
        ArraysSnapshot arrays = snapshots.arrays(campaign);
        return new CampaignStatus(
                campaign,
                snapshot.overview(),
                snapshot.ratePerS(),
                ClusterStanding.of(arrays.arrays(), arrays.goals()),
                snapshot.campaign().isImported());
    }

    /** Tells it every second until the campaign is over, or the thread is interrupted. */
    public void watch(String campaign, Consumer<CampaignStatus> sink) {
        Snapshot snapshot = snapshots.of(campaign);
        while (true) {
            CampaignStatus now = of(snapshot);
            sink.accept(now);
            if (now.over() || Thread.currentThread().isInterrupted()) {
                return;
            }
            snapshot = snapshots.after(snapshot, pause);
        }
    }

    /** @param whole whether all could be read; of those that could not, the notes tell */
    public record All(Map<String, Snapshot> campaigns, boolean whole) {}

    /** Of every campaign. */
    public All all() {
        Map<String, Snapshot> there = new LinkedHashMap<>();
        boolean whole = true;
        for (String name : view.campaigns()) {
            try {
                there.put(name, snapshots.of(name));
            } catch (LostCampaignException e) {
                notes.note(e.getMessage() + ": muster restore " + name + " puts it together");
                whole = false;
            } catch (DamagedException | IllegalArgumentException e) {
                notes.note(name + ": " + e.getMessage()); // the others are told all the same
                whole = false;
            }
        }
        return new All(there, whole);
    }
}
