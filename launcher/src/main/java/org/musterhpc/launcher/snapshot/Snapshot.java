package org.musterhpc.launcher.snapshot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;

/**
 * A campaign at one moment.
 *
 * @param number a higher one for each that this program makes of the campaign
 * @param campaign its definitions: those of the edition that was there
 * @param overview how many tasks are where, how long they run, how many agents there are
 */
public record Snapshot(long number, Campaign campaign, View.Overview overview) {

    /** Tasks that ended a second, of late; 0 where nothing moves any more, as the past says nothing of what comes then. */
    public double ratePerS() {
        if (overview.complete()) {
            return 0;
        }
        long ended = overview.stages().values().stream()
                .mapToLong(Tally::finishedLately)
                .sum();
        double age = Duration.between(campaign.created(), overview.now()).toMillis() / 1000.0;
        return ended / Math.max(1, Math.min(age, Tally.WINDOW_S));
    }

    /** Whether it is another than the one that is known; null: none is. */
    public boolean isNewTo(@Nullable Snapshot known) {
        return known == null || number != known.number;
    }
}
