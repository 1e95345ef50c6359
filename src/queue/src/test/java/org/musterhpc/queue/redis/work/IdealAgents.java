package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.redis.Rig;

/** What Redis should know of agents, in plain collections: until when they are heard of, and what they were told. */
final class IdealAgents {
    private static final long HOUR = 3_600_000;

    /** Agent → until when its lease lasts. */
    final Map<String, Long> beats = new TreeMap<>();
    /** Agent → how many leases were taken from it. */
    final Map<String, Long> revoked = new TreeMap<>();
    /** {@code agent parity.place} → what was given in the exchange of that number. */
    final Map<String, Given> answers = new TreeMap<>();

    /** Agent → when it was heard of last. */
    final Map<String, Long> seen = new TreeMap<>();
    /** Those that were not heard of for an hour: what was taken from them may have been forgotten, once or never. */
    final Set<String> longGone = new TreeSet<>();

    @Nullable
    String tender;

    long tends;

    /** @param leases stage's leases that were given, in order */
    record Given(long number, List<Lease> leases) {}

    /** What a heartbeat is answered. */
    record Heard(long revoked, boolean newly, boolean tends) {}

    IdealAgents copy() {
        IdealAgents copy = new IdealAgents();
        copy.beats.putAll(beats);
        copy.revoked.putAll(revoked);
        copy.answers.putAll(answers);
        copy.seen.putAll(seen);
        copy.longGone.addAll(longGone);
        copy.tender = tender;
        copy.tends = tends;
        return copy;
    }

    boolean leased(String agent, long now) {
        return beats.getOrDefault(agent, 0L) > now;
    }

    Heard beat(String agent, long now) {
        boolean newly = !leased(agent, now);
        Long before = seen.put(agent, now);
        if (before != null && now - before > HOUR) {
            longGone.add(agent);
        }
        beats.put(agent, now + Rig.LEASE.toMillis());
        boolean post = agent.equals(tender) || tends <= now;
        if (post) {
            tender = agent;
            tends = now + Rig.LEASE.toMillis() / 2;
        }
        return new Heard(revoked.getOrDefault(agent, 0L), newly, post);
    }

    /** When the lease on a task ended or ends; 0 where its agent is not known. */
    long ends(String record, @Nullable Long last) {
        Long heard = beats.get(Rig.working(record).agent());
        return heard == null ? 0 : last == null ? heard : Math.min(heard, last);
    }

    void revoke(String record) {
        revoked.merge(Rig.working(record).agent(), 1L, Long::sum);
    }

    List<String> silent(long now) {
        List<String> silent = new ArrayList<>(beats.keySet());
        silent.removeIf(agent -> leased(agent, now));
        return silent;
    }

    /** Others say that it is gone; what it was answered is kept. */
    void forget(String agent) {
        beats.remove(agent);
    }
}
