package org.musterhpc.agent.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Demand;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.View.Overview;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Sweeper;

/**
 * What one agent of a pool does for all, on a thread of its own: counts what each campaign wants, writes it down and rings.
 * Where no agent works on a campaign, it takes back what dead ones held, and makes tasks pending whose wait is over.
 */
public final class PoolTender {
    private static final Duration OFFICE = Duration.ofSeconds(5);
    private static final Duration BELIEVED = Duration.ofSeconds(5);
    private static final Duration SHOWN = Duration.ofHours(24);
    private static final long EVERY = TimeUnit.SECONDS.toNanos(1);
    /** What is complete may be run again: whoever says so rings, should nobody have, it is seen by then. */
    private static final long COMPLETE_EVERY = TimeUnit.SECONDS.toNanos(10);

    private static final long PRUNE_EVERY = TimeUnit.MINUTES.toNanos(1);

    private final Pool pool;
    private final View view;
    private final Sources sources;
    private final String agent;
    private final RedisClock clock;
    private final Diary diary;

    private final Map<String, Campaign> known = new HashMap<>();
    private final Map<String, Tended> tended = new HashMap<>();
    private final Map<String, Long> complete = new HashMap<>();
    private boolean stopped;
    private boolean complained;
    private long nextPruning;

    /**
     * How it tends a campaign.
     *
     * @param perCpu whether agents count processors; else a task takes one place
     * @param lease that of agents
     */
    public record Sources(Opener opener, boolean perCpu, Duration lease) {}

    /** The queues of a campaign, for whoever claims nothing. */
    public interface Opener {
        WorkQueue open(String campaign);
    }

    private record Tended(WorkQueue queue, Sweeper sweeper) {}

    public PoolTender(Pool pool, View view, Sources sources, String agent, RedisClock clock, Diary diary) {
        this.pool = pool;
        this.view = view;
        this.sources = sources;
        this.agent = agent;
        this.clock = clock;
        this.diary = diary;
    }

    /** Goes on until {@link #stop}. */
    public void run() {
        try {
            while (!stopped()) {
                // Of those that do not have the office there may be a thousand: they ask for it as seldom as the pool
                // may be
                // without anybody who looks for all.
                pause(safely() ? EVERY : OFFICE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            tended.values().forEach(one -> one.queue().close());
        }
    }

    private boolean safely() {
        try {
            boolean ours = runOnce();
            complained = false;
            return ours;
        } catch (RuntimeException e) {
            // One campaign that cannot be read must not leave the others alone for ever: it is told, and tried again.
            if (!complained) {
                diary.warn("cannot look after the pool's campaigns: " + e.getMessage());
            }
            complained = true;
            return true;
        }
    }

    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private synchronized boolean stopped() {
        return stopped;
    }

    private synchronized void pause(long nanos) throws InterruptedException {
        if (!stopped) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
    }

    /** One look at all campaigns, where the office is this agent's; says whether it is. */
    boolean runOnce() {
        if (!pool.tend(agent, OFFICE)) {
            return false;
        }
        List<Demand> demand = new ArrayList<>();
        for (String campaign : pool.campaigns()) {
            Long again = complete.get(campaign);
            if (again != null && clock.nanos() < again) {
                continue;
            }
            try {
                look(campaign).ifPresent(demand::add);
            } catch (IllegalArgumentException | IllegalStateException e) {
                // Damaged, or gone in part: its owner is told by his own commands.
                known.remove(campaign);
            }
        }
        pool.publish(demand, BELIEVED);
        demand.forEach(one -> pool.ring(one.campaign(), one.cpus()));
        if (clock.nanos() - nextPruning >= 0) {
            nextPruning = clock.nanos() + PRUNE_EVERY;
            Instant old = pool.now().minus(SHOWN);
            pool.forget(pool.members().stream()
                    .filter(member -> member.seen().isBefore(old))
                    .map(Member::name)
                    .toList());
        }
        return true;
    }

    private Optional<Demand> look(String name) {
        Overview overview = overview(name);
        if (overview == null) {
            return Optional.empty();
        }
        tend(name, overview);
        if (overview.complete()) {
            complete.put(name, clock.nanos() + COMPLETE_EVERY);
        } else {
            complete.remove(name);
        }
        Campaign campaign = known.get(name);
        long working = 0;
        long cpus = 0;
        int priority = Integer.MIN_VALUE;
        int widest = 1;
        for (Stage stage : campaign == null ? List.<Stage>of() : campaign.stages()) {
            Tally tally = overview.stages().get(stage.name());
            working += tally == null ? 0 : tally.count(State.WORKING);
            long waiting = tally == null ? 0 : tally.count(State.PENDING) + Math.max(0, tally.foreign());
            if (waiting > 0 && !overview.paused()) {
                int width = sources.perCpu() ? stage.limits().cpus() : 1;
                cpus += waiting * width;
                widest = Math.max(widest, width);
                priority = Math.max(priority, stage.priority());
            }
        }
        boolean none = cpus == 0 && working == 0;
        return none ? Optional.empty() : Optional.of(new Demand(name, cpus == 0 ? 0 : priority, cpus, widest, working));
    }

    private @Nullable Overview overview(String name) {
        Campaign campaign = known.get(name);
        Overview overview = campaign == null ? null : view.overview(campaign).orElse(null);
        if (overview == null) { // new, or another edition
            known.remove(name);
            campaign = view.campaign(name).orElse(null);
            if (campaign != null) {
                known.put(name, campaign);
                overview = view.overview(campaign).orElse(null);
            }
        }
        return overview;
    }

    /** Agents that work on a campaign do this themselves. */
    private void tend(String name, Overview overview) {
        boolean left = overview.stages().values().stream()
                .anyMatch(tally -> tally.count(State.WORKING) + tally.count(State.DELAYED) > 0);
        if (!left || overview.agents() > 0) {
            Tended former = tended.remove(name);
            if (former != null) {
                former.queue().close();
            }
            return;
        }
        Tended now = tended.computeIfAbsent(name, campaign -> {
            WorkQueue queue = sources.opener().open(campaign);
            return new Tended(queue, new Sweeper(queue, clock, clock::nanos, sources.lease()));
        });
        now.sweeper().runOnce();
        now.sweeper().clockJump().ifPresent(diary::warn);
        now.queue().tend(Duration.ofNanos(EVERY));
    }
}
