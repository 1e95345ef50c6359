package org.musterhpc.agent.pool;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.musterhpc.queue.Pool.Demand;

/** What the pool's campaigns claim of an agent's room: what was counted last, who has rung since, and what is open here. */
final class RoomClaims {
    private final SharedRoom room;
    private List<Demand> demand = List.of();
    private boolean plenty;

    RoomClaims(SharedRoom room) {
        this.room = room;
    }

    void counted(List<Demand> seen) {
        demand = seen;
        plenty = seen.stream().mapToLong(Demand::working).sum() >= seen.size();
        room.counted();
    }

    /**
     * By the campaign's name.
     *
     * @param rung campaigns that have rung: whoever rang knows more than who looked a second ago
     * @param open campaigns that are open here
     */
    Map<String, Shares.Claim> of(Set<String> rung, Set<String> open) {
        Map<String, Shares.Claim> claims = new TreeMap<>();
        for (Demand one : demand) {
            claims.put(one.campaign(), claim(one));
        }
        rung.forEach(name -> claims.merge(
                name,
                claim(new Demand(name, 0, 1, 1, 0)),
                (known, ring) -> known.waiting() > 0 ? known : known.plus(1)));
        open.forEach(name -> claims.computeIfAbsent(name, none -> claim(new Demand(name, 0, 0, 1, 0))));
        return claims;
    }

    /**
     * A task that has ended here since they were counted is still among those that run. Where the pool runs as many as it has
     * campaigns it is taken off, so that its place goes to the same campaign again, which is open here. Where it runs fewer
     * it is not, so that the place goes on to a campaign that has none.
     */
    private Shares.Claim claim(Demand one) {
        int used = room.used(one.campaign());
        int mine = plenty ? Math.max(used, room.lately(one.campaign())) : used;
        long elsewhere = Math.max(0, one.working() - mine);
        return new Shares.Claim(one.campaign(), one.priority(), used, one.cpus(), one.widest(), elsewhere, mine > 0);
    }
}
