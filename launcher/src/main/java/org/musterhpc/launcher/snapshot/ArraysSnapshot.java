package org.musterhpc.launcher.snapshot;

import java.util.List;
import java.util.Map;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Goal;

/**
 * What the ledger says of a campaign at one moment.
 *
 * @param arrays all that it has had, on any cluster, oldest first
 * @param goals by cluster
 */
public record ArraysSnapshot(List<ArrayRecord> arrays, Map<String, Goal> goals) {
    public ArraysSnapshot {
        arrays = List.copyOf(arrays);
        goals = Map.copyOf(goals);
    }
}
