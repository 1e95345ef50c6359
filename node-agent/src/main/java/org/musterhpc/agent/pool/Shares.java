package org.musterhpc.agent.pool;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;

/**
 * Divides an agent's room among campaigns: those of a higher priority first, and among equals always to the one that has the
 * fewest running in the whole pool. Of several that have as few the lot decides, which is another for each agent and falls
 * anew every ten seconds: else all agents would take the same one at once, and where there are fewer places than campaigns
 * the last ones would wait for the end of the first. But in most rounds one that runs both here and elsewhere keeps its place,
 * as to open another costs and gains nothing; in all of them, the one that has a place more would have it to the end. What is
 * left when all have what they want goes round once more, so that room does not wait for the next look.
 */
final class Shares {
    private static final long LOT_HOLDS = TimeUnit.SECONDS.toNanos(10);
    /** In one of so many rounds the lot decides about those that run here, too. */
    private static final int MOVES_AFTER = 6;

    private final int total;
    private final String agent;
    private final LongSupplier nanos;

    /**
     * What a campaign may be given room for.
     *
     * @param used how many processors its tasks have here; they keep them
     * @param waiting how many all that waits would take
     * @param widest how many one of its tasks takes at the most: less is of no use to it
     * @param elsewhere how many of its tasks run on other agents
     * @param here whether one ran here just now
     */
    record Claim(String campaign, int priority, int used, long waiting, int widest, long elsewhere, boolean here) {
        private long wanted() {
            return used + waiting;
        }

        /** The same with so many more that wait. */
        Claim plus(long more) {
            return new Claim(campaign, priority, used, waiting + more, widest, elsewhere, here);
        }
    }

    /**
     * @param total how many processors, or places, there are
     * @param agent whose room it is
     * @param nanos the monotonic clock
     */
    Shares(int total, String agent, LongSupplier nanos) {
        this.total = total;
        this.agent = agent;
        this.nanos = nanos;
    }

    /** How many each may have at once; all together not more than there are, but for what runs already. */
    Map<String, Integer> divide(List<Claim> claims) {
        Map<String, Integer> shares = new LinkedHashMap<>();
        claims.forEach(claim -> shares.put(claim.campaign(), 0));
        TreeMap<Integer, List<Claim>> byPriority = new TreeMap<>(Comparator.reverseOrder());
        inOrder(claims)
                .forEach(claim -> byPriority
                        .computeIfAbsent(claim.priority(), priority -> new ArrayList<>())
                        .add(claim));
        int left = total;
        for (List<Claim> equals : byPriority.values()) {
            left = fill(equals, shares, left, true);
        }
        for (List<Claim> equals : byPriority.values()) {
            left = fill(equals, shares, left, false);
        }
        return shares;
    }

    /** In the order in which they are served where they have as few. */
    private List<Claim> inOrder(List<Claim> claims) {
        long round = nanos.getAsLong() / LOT_HOLDS;
        boolean stay = lot(agent + " " + round) % MOVES_AFTER != 0;
        Map<String, Long> lots = new HashMap<>();
        claims.forEach(claim -> lots.put(claim.campaign(), lot(agent + " " + round + " " + claim.campaign())));
        return claims.stream()
                .sorted(Comparator.comparing((Claim claim) -> !(stay && claim.here() && claim.elsewhere() > 0))
                        .thenComparing(claim -> lots.get(claim.campaign()))
                        .thenComparing(Claim::campaign))
                .toList();
    }

    /** Checksums of texts that differ in one place differ by the same bits: for rounds on end the same one would win. */
    private static long lot(String of) {
        CRC32 checksum = new CRC32();
        checksum.update(of.getBytes(StandardCharsets.UTF_8));
        return new SplittableRandom(checksum.getValue()).nextLong() >>> 1;
    }

    /**
     * @param equals of several that have as few running, the first is served first
     * @param bounded whether none gets more than it wants
     */
    private int fill(List<Claim> equals, Map<String, Integer> shares, int left, boolean bounded) {
        int rest = left;
        List<Claim> open = new ArrayList<>(equals);
        while (rest > 0 && !open.isEmpty()) {
            Claim next = open.stream()
                    .min(Comparator.comparingLong(claim -> claim.elsewhere() + share(shares, claim)))
                    .orElseThrow();
            int step = Math.max(1, Math.min(next.widest(), total));
            boolean enough = bounded && share(shares, next) >= next.wanted();
            if (enough || step > rest) {
                open.remove(next);
            } else {
                shares.merge(next.campaign(), step, Integer::sum);
                rest -= step;
            }
        }
        return rest;
    }

    private static int share(Map<String, Integer> shares, Claim claim) {
        return shares.getOrDefault(claim.campaign(), 0);
    }
}
