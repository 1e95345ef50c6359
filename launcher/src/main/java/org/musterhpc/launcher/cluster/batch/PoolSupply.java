package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Supply;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Member;

/**
 * A pool's agents, as they are and as they were told to be.
 *
 * @param members living or not
 * @param told what agents were told by name
 * @param now Redis' time
 */
record PoolSupply(List<Member> members, Map<String, Farewell> told, Instant now) {
    /** Others are submitted so long before an agent's time is over, or a quarter of it where that is less. */
    private static final Duration LEAD = Duration.ofMinutes(5);

    private static final int PART_OF_WALLTIME = 4;

    private List<Member> alive() {
        return members.stream().filter(member -> member.alive(now)).toList();
    }

    private Farewell told(Member member) {
        return told.getOrDefault(member.name(), Farewell.STAY);
    }

    private boolean leaves(Member member) {
        return told(member) == Farewell.DRAIN || told(member) == Farewell.NOW;
    }

    private boolean outdated(Member member) {
        return told(member) == Farewell.REPLACE;
    }

    private boolean endsSoon(Member member, Duration lead) {
        Instant ends = member.site().ends();
        return ends != null && ends.isBefore(now.plus(lead));
    }

    /** @param elements that the scheduler has, as far as is known: an agent that beats is one, whatever was recorded */
    Supply of(int elements, PoolElements.Size size) {
        List<Member> alive = alive();
        Duration lead = PollSchedule.least(LEAD, size.walltime().dividedBy(PART_OF_WALLTIME));
        return new Supply(
                Math.max(elements, alive.size()),
                alive.size(),
                (int) alive.stream()
                        .filter(member -> leaves(member) || outdated(member) || endsSoon(member, lead))
                        .count(),
                (int) alive.stream().filter(this::leaves).count(),
                (int) alive.stream().filter(this::outdated).count(),
                size.slots());
    }

    /** Those of before an upgrade first, then those that run least. */
    List<String> toLetGo(int number) {
        List<Member> all = new ArrayList<>(alive());
        all.removeIf(this::leaves);
        all.sort(Comparator.comparing((Member member) -> !outdated(member))
                .thenComparingInt(Member::running)
                .thenComparing(Member::name));
        return all.stream().limit(number).map(Member::name).toList();
    }
}
