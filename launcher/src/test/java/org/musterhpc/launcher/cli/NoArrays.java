package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Goal;

/** The ledger of campaigns that were sent to no scheduler. */
final class NoArrays implements Ledger {
    @Override
    public boolean watch(String campaign, String cluster, String watcher, Duration time) {
        return false;
    }

    @Override
    public void unwatch(String campaign, String cluster, String watcher) {}

    @Override
    public boolean watched(String campaign, String cluster) {
        return false;
    }

    @Override
    public boolean intend(String campaign, String watcher, ArrayRecord array, Duration open) {
        return false;
    }

    @Override
    public boolean settle(String campaign, ArrayRecord.State from, ArrayRecord array, Duration open) {
        return false;
    }

    @Override
    public void forget(String campaign, List<String> names) {}

    @Override
    public List<ArrayRecord> arrays(String campaign) {
        return List.of();
    }

    @Override
    public Map<String, Goal> goals(String campaign) {
        return Map.of();
    }

    @Override
    public boolean goal(String campaign, String cluster, Goal goal) {
        return false;
    }
}
