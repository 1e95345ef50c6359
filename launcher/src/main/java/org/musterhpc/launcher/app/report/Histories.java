package org.musterhpc.launcher.app.report;

import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;

/** Reads what attempts of a campaign there were, record by record: nothing of them is held. */
public record Histories(View view) {
    public CampaignHistory of(Campaign campaign) {
        CampaignHistory history =
                new CampaignHistory(campaign.stages().stream().map(Stage::name).toList());
        view.earlier(campaign.name(), history::earlier);
        view.endings(campaign.name(), null, history::ended);
        return history;
    }
}
