package org.musterhpc.launcher.cluster.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Room for one agent: who is in it, and how often one has died in it. */
final class SupervisedAgent {
    /** So many deaths one after the other, and no more is started. */
    static final int DEATHS = 5;
    /** Whoever lived so long did not die of what ails the place. */
    private static final Duration HEALTHY = Duration.ofMinutes(1);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final InstantSource clock;
    private @Nullable AgentProcess occupant;
    private Instant since;
    private int deaths;
    private @Nullable Instant due;
    private boolean closed;

    SupervisedAgent(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    void enter(AgentProcess newcomer) {
        occupant = newcomer;
        since = clock.instant();
        due = null;
    }

    Optional<AgentProcess> occupant() {
        return Optional.ofNullable(occupant);
    }

    boolean alive() {
        return occupant != null && occupant.alive();
    }

    /** Whether it is empty, may be filled and nobody is waited for. */
    boolean vacant() {
        return occupant == null && due == null && !closed;
    }

    /** Whether the back-off after a death is over. */
    boolean isDue() {
        return due != null && !due.isAfter(clock.instant());
    }

    /** Whether somebody is in it or will be. */
    boolean hasFuture() {
        return alive() || due != null;
    }

    /** Notes that its occupant is gone; empty where nobody has gone. */
    Optional<AgentExit> notice() {
        AgentProcess gone = occupant;
        if (gone == null || gone.alive()) {
            return Optional.empty();
        }
        occupant = null;
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
