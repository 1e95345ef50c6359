package org.musterhpc.systemtests.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Queues;

/** An agent that runs nothing: claims, says how each task ended, and claims again, over connections of its own. */
final class LoadAgent implements Runnable {
    private static final int SLOTS = 8;
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Queues queues;
    private final String campaign;
    private final AgentInfo self;
    private final CountDownLatch start;
    private final List<Long> waits = new ArrayList<>();
    private int done;
    private int refused;
    private int unreached;

    LoadAgent(Queues queues, String campaign, int number, CountDownLatch start) {
        this.queues = queues;
        this.campaign = campaign;
        this.self = new AgentInfo("load-" + number, "local", "host", number, "", SLOTS, LEASE);
        this.start = start;
    }

    @Override
    public void run() {
        try {
            start.await();
            try (WorkQueue work = queues.work(campaign, self, Duration.ofSeconds(10))) {
                work.beat(self, List.of());
                drain(work);
                work.leave(self);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (QueueUnavailableException e) {
            unreached++;
        }
    }

    private void drain(WorkQueue work) {
        List<Report> reports = new ArrayList<>();
        while (true) {
            long before = System.nanoTime();
            Exchange exchange = work.exchange(reports, List.of(new Want(Swarm.STAGE, SLOTS)));
            waits.add(System.nanoTime() - before);
            done += reports.size();
            refused += (int) exchange.answers().stream()
                    .filter(answer -> answer != Report.Answer.ACCEPTED)
                    .count();
            reports = exchange.leases().stream().map(this::ended).toList();
            if (reports.isEmpty() && exchange.mood() != Mood.PAUSED) {
                return;
            }
        }
    }

    private Report ended(Lease lease) {
        return ended(lease, self, Swarm.fails(lease.message()));
    }

    /** What an agent says of a task that took no time. */
    static Report ended(Lease lease, AgentInfo self, boolean fails) {
        Instant now = lease.claimed();
        Attempt attempt = new Attempt(
                lease.attempt(),
                lease.token(),
                fails ? Outcome.EXIT : Outcome.OK,
                new Attempt.Detail(fails ? 1 : 0, null, null),
                new Attempt.Place(self.name(), self.host(), self.cluster(), null),
                now,
                now,
                new Attempt.Usage(0.001, 0.001, 1024),
                null,
                null);
        return RetryPolicy.decide(Swarm.stage(), lease, attempt).orElseThrow();
    }

    /** Tasks that it reported on. */
    int done() {
        return done;
    }

    /** Reports that Redis did not take. */
    int refused() {
        return refused;
    }

    /** How often Redis did not answer in time. */
    int unreached() {
        return unreached;
    }

    /** What each exchange took, in nanoseconds. */
    List<Long> waits() {
        return waits;
    }
}
