package org.musterhpc.launcher.expand;

import java.util.Map;
import org.musterhpc.queue.model.Campaign;

/**
 * A campaign whose manifest is written.
 *
 * @param campaign with its digest; {@code created} is the epoch until Redis sets it
 * @param tasks stage → how many tasks it has, in the order of the stages
 */
public record Expanded(Campaign campaign, Map<String, Long> tasks) {

    /** Tasks of all stages. */
    public long total() {
        return tasks.values().stream().mapToLong(Long::longValue).sum();
    }
}
