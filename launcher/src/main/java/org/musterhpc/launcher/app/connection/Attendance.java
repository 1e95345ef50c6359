package org.musterhpc.launcher.app.connection;

import org.musterhpc.queue.Pool;
import org.musterhpc.queue.View;

/** Whether anybody takes a campaign's tasks: agents of its own, or those of a pool, which come as soon as there is work. */
public record Attendance(Connection connection) {
    /** Whether there is something to do, or may be, and nobody to do it. */
    public boolean lacks(String campaign, View.Overview overview) {
        return overview.agents() == 0 && !overview.complete() && !pooled(campaign);
    }

    private boolean pooled(String campaign) {
        return connection.ledger().goals(campaign).keySet().stream().anyMatch(cluster -> serves(cluster, campaign));
    }

    private boolean serves(String cluster, String campaign) {
        try (Pool pool = connection.pool(cluster)) {
            return pool.campaigns().contains(campaign) && !pool.living().isEmpty();
        }
    }
}
