package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.musterhpc.launcher.problem.Problem;

/** What keeps a pool in arrays from growing: it is told once, and tried again ever more seldom. */
final class PoolTrouble {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LAST = Duration.ofMinutes(5);

    private String said = "";
    private Instant next = Instant.EPOCH;
    private Duration gap = FIRST;

    /** @return what to tell; nothing where that was told before */
    List<String> met(Problem problem, Instant now) {
        String line = problem.getMessage() + " (" + problem.advice() + ")";
        boolean same = line.equals(said);
        gap = same ? PollSchedule.least(gap.multipliedBy(2), LAST) : FIRST;
        said = line;
        next = now.plus(gap);
        return same ? List.of() : List.of(line);
    }

    void over() {
        said = "";
        gap = FIRST;
        next = Instant.EPOCH;
    }

    boolean waits(Instant now) {
        return !said.isEmpty() && now.isBefore(next);
    }

    String said() {
        return said;
    }
}
