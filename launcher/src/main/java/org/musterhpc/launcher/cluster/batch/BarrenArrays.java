package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.model.ArrayRecord;

/** Counts a pool's arrays that ended, one after the other, without an agent that was ever heard of: each delays the next one for longer. */
final class BarrenArrays {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LAST = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 6;

    private final Dialect dialect;
    /** By the scheduler's id, whether an agent in it was heard of. */
    private final Map<String, Boolean> heard = new HashMap<>();

    private int barren;
    private Instant next = Instant.EPOCH;

    BarrenArrays(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Looks at what is there, each round. */
    void look(List<ArrayRecord> live, List<AgentView> agents, Instant now) {
        Set<String> there = new HashSet<>();
        for (ArrayRecord array : live) {
            String job = array.job();
            if (!job.isEmpty()) {
                there.add(job);
                boolean came = agents.stream()
                        .anyMatch(agent ->
                                dialect.index(job, agent.info().allocation()).isPresent());
                heard.merge(job, came, Boolean::logicalOr);
            }
        }
        if (heard.containsValue(true)) {
            barren = 0;
        }
        for (Map.Entry<String, Boolean> one : Map.copyOf(heard).entrySet()) {
            if (!there.contains(one.getKey())) {
                heard.remove(one.getKey());
                if (!one.getValue()) {
                    barren++;
                    Duration wait = FIRST.multipliedBy(1L << Math.min(barren, MOST_DOUBLINGS));
                    next = now.plus(PollSchedule.least(wait, LAST));
                }
            }
        }
    }

    /** How many there were in a row. */
    int count() {
        return barren;
    }

    /** For how long nothing is to be submitted; not above 0: something may be. */
    Duration rest(Instant now) {
        return barren == 0 ? Duration.ZERO : Duration.between(now, next);
    }
}
