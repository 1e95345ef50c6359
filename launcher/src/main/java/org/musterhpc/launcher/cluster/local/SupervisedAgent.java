package org.musterhpc.launcher.cluster.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One agent that is started again when its process dies: after a back-off, and a limited number of times in a row. */
final class SupervisedAgent {
    /** After so many deaths in a row no process is started. */
    static final int DEATHS = 5;
    /** A process that lived so long did not die of what a start brings with it. */
    private static final Duration HEALTHY = Duration.ofMinutes(1);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final InstantSource clock;
    private @Nullable AgentProcess process;
    private Instant since;
    private int deaths;
    private @Nullable Instant due;
    private boolean closed;

    SupervisedAgent(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    void enter(AgentProcess started) {
        process = started;
        since = clock.instant();
        due = null;
    }

    Optional<AgentProcess> process() {
        return Optional.ofNullable(process);
    }

    boolean alive() {
        return process != null && process.alive();
    }

    /** Whether no process is there or due, and one may be started. */
    boolean vacant() {
        return process == null && due == null && !closed;
    }

    /** Whether the back-off after a death is over. */
    boolean isDue() {
        return due != null && !due.isAfter(clock.instant());
    }

    /** Whether a process is there or will be. */
    boolean hasFuture() {
        return alive() || due != null;
    }

    /** Takes note that the process is gone; empty where it is not, or that was noted before. */
    Optional<AgentExit> notice() {
        AgentProcess gone = process;
        if (gone == null || gone.alive()) {
            return Optional.empty();
        }
        process = null;
        return Optional.of(new AgentExit(gone.name(), gone.end().words(), sequel(gone.end()), gone.output()));
    }

    private AgentExit.Sequel sequel(AgentProcess.End end) {
        if (end.drained()) {
            deaths = 0;
            return AgentExit.Sequel.LEFT;
        }
        deaths = clock.instant().isBefore(since.plus(HEALTHY)) ? deaths + 1 : 1;
        if (end.hopeless() || deaths > DEATHS) {
            closed = true;
            return AgentExit.Sequel.GIVEN_UP;
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << (deaths - 1));
        due = clock.instant().plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        return AgentExit.Sequel.REPLACED;
    }
}
