package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.redis.Rig;

/** Counts what agents have at the same time, as they see it: from the answer to a claim until just before they report. */
final class Overlaps {
    private static final List<String> STAGES = List.of("a", "b", "c");

    private final Map<String, Integer> needs;
    private final int limit;
    private final int most;
    private final Map<String, Integer> running = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    /**
     * @param needs what tasks of stages take of the limit
     * @param most tasks of stage c at a time
     */
    Overlaps(Map<String, Integer> needs, int limit, int most) {
        this.needs = Map.copyOf(needs);
        this.limit = limit;
        this.most = most;
    }

    /** Works until all is done. */
    void work(WorkQueue queue, Rig rig) {
        List<Report> reports = new ArrayList<>();
        while (true) {
            boolean complete = false;
            List<Lease> leases = new ArrayList<>();
            for (String stage : STAGES) {
                WorkQueue.Exchange exchange = queue.exchange(reports, List.of(new Want(stage, 2)));
                reports.clear();
                leases.addAll(exchange.leases());
                exchange.leases().forEach(lease -> count(lease, 1));
                complete |= exchange.mood() == Mood.COMPLETE;
            }
            if (complete) {
                return;
            }
            for (Lease lease : leases) {
                count(lease, -1);
                reports.add(rig.finish(lease));
            }
        }
    }

    private synchronized void count(Lease lease, int by) {
        running.merge(lease.stage(), by, Integer::sum);
        int used = needs.entrySet().stream()
                .mapToInt(need -> need.getValue() * running.getOrDefault(need.getKey(), 0))
                .sum();
        if (used > limit || running.getOrDefault("c", 0) > most) {
            wrong.add(running.toString());
        }
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }
}
