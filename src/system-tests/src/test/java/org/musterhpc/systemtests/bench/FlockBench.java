package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import redis.clients.jedis.RedisClient;

/**
 * Agents by the thousand that wait on one campaign, as agents do: heartbeats every ten seconds, a claim by themselves every
 * fifteen, the bell all the while. What they cost Redis; how soon one begins what is pushed; and how they share what comes
 * at once. Arguments: Redis' url, agents (1000), seconds to wait (30), tasks that come at once (100000). Redis must allow
 * two connections an agent, and the shell as many open files.
 */
public final class FlockBench implements AutoCloseable {
    private static final String CAMPAIGN = "flock";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final long BEAT_MS = 10_000;
    private static final long POLL_MS = 60_000;
    private static final int SINGLES = 50;
    private static final int SLOTS = 8;
    private final String url;
    private final int agents;
    private final PrintStream out;
    private final Queues queues;
    private final RedisClient redis;
    private final List<WorkQueue> works = new ArrayList<>();
    private final List<AtomicBoolean> busy = new ArrayList<>();
    private final int[] done;
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(16);
    private final List<Future<?>> rounds = new ArrayList<>();
    private final Map<Long, Long> begun = new ConcurrentHashMap<>();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile int tender = -1;
    private long pushed;

    private FlockBench(String url, int agents, PrintStream out) {
        this.url = url;
        this.agents = agents;
        this.out = out;
        this.done = new int[agents];
        this.queues = Queues.connect(new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX));
        this.redis = RedisClient.create(url);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 30;
        int tasks = args.length > 3 ? Integer.parseInt(args[3]) : 100_000;
        run(args[0], args.length > 1 ? Integer.parseInt(args[1]) : 1_000, seconds, tasks, System.out);
        System.exit(0);
    }

    /** Says how many tasks were done. */
    static int run(String url, int agents, int seconds, int tasks, PrintStream out)
            throws IOException, InterruptedException {
        try (FlockBench bench = new FlockBench(url, agents, out)) {
            return bench.measure(seconds, tasks);
        }
    }

    private int measure(int seconds, int tasks) throws IOException, InterruptedException {
        queues.intake().create(new Campaign(CAMPAIGN, "digest", "bench", Instant.EPOCH, List.of(Swarm.stage())));
        for (int number = 0; number < agents; number++) {
            works.add(queues.work(CAMPAIGN, info(number), Duration.ofSeconds(10)));
            busy.add(new AtomicBoolean());
            beat(number);
            int one = number;
            every(BEAT_MS, () -> beat(one));
            every(POLL_MS, () -> work(one));
        }
        every(800, this::tend);
        try (Bells bells =
                new Bells(url, "muster:{" + CAMPAIGN + "}:bell", agents, one -> threads.execute(() -> work(one)))) {
            listen(bells, 2_000);
            double cpu = RedisCpu.spent(redis);
            long from = System.nanoTime();
            listen(bells, seconds * 1_000L);
            double idle = (RedisCpu.spent(redis) - cpu) / ((System.nanoTime() - from) / 1e9);
            out.printf(
                    "%,d agents that wait: %.1f %% of a core of Redis, %.2f us an agent and second%n",
                    agents, 100 * idle, 1e6 * idle / agents);
            long[] waits = singles(bells);
            out.printf(
                    "pushed and begun: %.1f ms in the median, %.1f at most%n",
                    waits[waits.length / 2] / 1e6, waits[waits.length - 1] / 1e6);
            atOnce(bells, tasks);
        }
        queues.control().purge(CAMPAIGN);
        return ended.get();
    }

    private long[] singles(Bells bells) throws IOException {
        long[] waits = new long[SINGLES];
        for (int i = 0; i < SINGLES; i++) {
            long n = pushed + 1;
            long at = System.nanoTime();
            push(1);
            while (!begun.containsKey(n)) {
                bells.listen(1);
            }
            waits[i] = begun.get(n) - at;
            while (ended.get() <= i) { // it counts only when that is said: not among those that come after it
                bells.listen(1);
            }
            listen(bells, 100);
        }
        Arrays.sort(waits);
        return waits;
    }

    private void atOnce(Bells bells, int tasks) throws IOException {
        int before = ended.get();
        Arrays.fill(done, 0);
        double cpu = RedisCpu.spent(redis);
        long from = System.nanoTime();
        push(tasks);
        while (ended.get() < before + tasks) {
            bells.listen(1);
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        int[] sorted = IntStream.of(done).sorted().toArray();
        out.printf(
                "%,d tasks at once: %.1f s, %,.0f a second, %.1f s of Redis' processor; an agent had %d to %d of them, %d in the median, %d had none%n",
                tasks,
                seconds,
                tasks / seconds,
                RedisCpu.spent(redis) - cpu,
                sorted[0],
                sorted[agents - 1],
                sorted[agents / 2],
                IntStream.of(sorted).filter(count -> count == 0).count());
    }

    private void push(int tasks) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            messages.add(Swarm.message((int) ++pushed));
        }
        queues.intake().push(CAMPAIGN, Swarm.STAGE, messages);
    }

    private static void listen(Bells bells, long ms) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        for (long left = ms; left > 0; left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
            bells.listen(left);
        }
    }

    private void every(long ms, Runnable what) {
        long first = (long) (Math.random() * ms);
        rounds.add(threads.scheduleAtFixedRate(what, first, ms, TimeUnit.MILLISECONDS));
    }

    private void beat(int number) {
        if (works.get(number).beat(info(number), List.of()).tends()) {
            tender = number;
        }
    }

    private void tend() {
        if (tender >= 0) {
            works.get(tender).lapsed(500);
            works.get(tender).tend(Duration.ofMillis(800));
        }
    }

    /** Until there is nothing left, as an agent whose tasks take no time. */
    private void work(int number) {
        if (!busy.get(number).compareAndSet(false, true)) {
            return;
        }
        List<Report> reports = List.of();
        do {
            Exchange exchange = works.get(number).exchange(reports, List.of(new Want(Swarm.STAGE, SLOTS)));
            long now = System.nanoTime();
            ended.addAndGet(reports.size());
            done[number] += reports.size();
            exchange.leases().forEach(lease -> begun.put(lease.message().n(), now));
            reports = exchange.leases().stream()
                    .map(lease -> finished(lease, number))
                    .toList();
        } while (!reports.isEmpty());
        busy.get(number).set(false);
    }

    private static Report finished(Lease lease, int number) {
        return LoadAgent.ended(lease, info(number), false);
    }

    private static AgentInfo info(int number) {
        return new AgentInfo("flock-" + number, "local", "host", number, "", SLOTS, LEASE);
    }

    @Override
    public void close() {
        rounds.forEach(round -> round.cancel(false));
        threads.shutdownNow();
        works.forEach(WorkQueue::close);
        queues.close();
        redis.close();
    }
}
