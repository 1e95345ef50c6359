package org.musterhpc.launcher.expand;

import java.util.Map;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.QueueNames;

/**
 * A campaign whose manifest is written.
 *
 * @param campaign with its digest; {@code created} is the epoch until Redis sets it
 * @param tasks stage → how many tasks it has, in the order of the stages
 */
public record Expanded(Campaign campaign, Map<String, Long> tasks) {

    /** The same, with queues under these names. */
    public Expanded withQueues(QueueNames names) {
        return new Expanded(campaign.withQueues(names), tasks);
    }

    /** Tasks of all stages. */
    public long total() {
        return tasks.values().stream().mapToLong(Long::longValue).sum();
    }
}
