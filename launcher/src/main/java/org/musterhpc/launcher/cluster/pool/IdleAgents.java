package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which agents of a pool have had nothing to do for how long. Whoever has looked for less time knows nothing of it. */
final class IdleAgents {
    /** Who did not look for so long missed what agents did meanwhile. */
    private static final Duration GAP = Duration.ofSeconds(30);

    private final Duration enough;
    private final Map<Seat, Instant> busy = new HashMap<>();
    private Instant last = Instant.EPOCH;

    /** An agent, by the number that it has on its machine. */
    record Seat(String machine, int number) {}

    /** @param enough how long an agent stays without work */
    IdleAgents(Duration enough) {
        this.enough = enough;
    }

    /**
     * @param kept all agents that there shall be
     * @param working those of them that have a campaign open
     */
    void look(Set<Seat> kept, Set<Seat> working, Instant now) {
        if (now.isBefore(last) || now.isAfter(last.plus(GAP))) {
            busy.clear();
        }
        last = now;
        busy.keySet().retainAll(kept);
        kept.forEach(seat -> busy.putIfAbsent(seat, now));
        working.stream().filter(kept::contains).forEach(seat -> busy.put(seat, now));
    }

    /** Whether it was idle for long enough. */
    boolean idle(Seat seat) {
        Instant was = busy.get(seat);
        return was != null && !was.plus(enough).isAfter(last);
    }
}
