package org.musterhpc.launcher.config;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.model.QueueNames;

/**
 * The queues under names of the site's own.
 *
 * @param names as they are written
 * @param at where the first of them is, and under which key; null: there is none
 */
public record QueueSettings(QueueNames names, @Nullable Written at) {
    static final QueueSettings USUAL = new QueueSettings(QueueNames.USUAL, null);

    /** A key of the file, and where it is. */
    public record Written(Spot spot, String key) {}

    /**
     * The names of a campaign's queues.
     *
     * @throws Problem usage, where they are given and it has more than one stage
     */
    public QueueNames of(String campaign, int stages) {
        if (at != null && stages > 1) {
            throw at.spot()
                    .usage(
                            at.key() + ": is the name of one queue, and campaign " + campaign + " has " + stages
                                    + " stages, each with its own",
                            "take the names of queues out of that file, or name another for this campaign: --config FILE");
        }
        return names.of(campaign);
    }
}
