package org.musterhpc.launcher.history;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/** How the attempts of one stage went. */
public final class StageHistory {
    private static final long KIBIBYTE = 1_024;

    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Distribution wall = new Distribution();
    private final Distribution cpu = new Distribution();
    private final Distribution memory = new Distribution();
    private final Distribution failedWall = new Distribution();

    /** Takes an attempt in that began. */
    public void add(Attempt attempt) {
        outcomes.merge(attempt.outcome(), 1L, Long::sum);
        long took = Math.round(Math.min(Attempts.seconds(attempt), 1e10) * 1000);
        if (attempt.outcome() != Outcome.OK) {
            failedWall.add(took);
            return;
        }
        wall.add(took);
        cpu.add(Math.round(Math.min(attempt.usage().cpuS(), 1e10) * 1000));
        if (attempt.usage().maxRssBytes() > 0) {
            memory.add(attempt.usage().maxRssBytes() / KIBIBYTE);
        }
    }

    public long attempts(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    public Map<Outcome, Long> outcomes() {
        return Collections.unmodifiableMap(outcomes);
    }

    public long attempts() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How long attempts took that were OK, in milliseconds. */
    public Distribution wall() {
        return wall;
    }

    /** Processor time of attempts that were OK, in milliseconds. */
    public Distribution cpu() {
        return cpu;
    }

    /** Peak resident memory of attempts that were OK, in KiB; of those of which it is known. */
    public Distribution memory() {
        return memory;
    }

    /** How long attempts took that were not, in milliseconds. */
    public Distribution failedWall() {
        return failedWall;
    }

    /** How many processors a task that was OK kept busy, in the mean; 0 where that is not known. */
    public double processors() {
        return wall.sum() == 0 ? 0 : cpu.sum() / wall.sum();
    }
}
