package org.musterhpc.systemtests.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import redis.clients.jedis.RedisClient;

/**
 * Agents by the thousand on many campaigns at once, all starting at the same moment, with one task in a hundred failing:
 * whether anybody starves or is refused, how long an exchange takes, and what it costs Redis. Tasks run nothing.
 * Arguments: Redis' url, agents (1000), campaigns (100), tasks (1000000).
 */
public final class LoadBench {
    private static final int STACK = 256 << 10;

    private final Swarm swarm;
    private final Queues queues;
    private final RedisClient redis;
    private final PrintStream out;

    private LoadBench(String url, Swarm swarm, PrintStream out) {
        this.swarm = swarm;
        this.queues = Queues.connect(new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX));
        this.redis = RedisClient.create(url);
        this.out = out;
    }

    /** What went wrong, by count: all 0 where all is well. */
    record Faults(int idle, int refused, int unreached, long missing, long wrong) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0);
    }

    public static void main(String[] args) throws InterruptedException {
        Swarm swarm = new Swarm(number(args, 1, 1_000), number(args, 2, 100), number(args, 3, 1_000_000));
        System.exit(run(args[0], swarm, System.out).equals(Faults.NONE) ? 0 : 1);
    }

    private static int number(String[] args, int at, int otherwise) {
        return args.length > at ? Integer.parseInt(args[at]) : otherwise;
    }

    static Faults run(String url, Swarm swarm, PrintStream out) throws InterruptedException {
        LoadBench bench = new LoadBench(url, swarm, out);
        try {
            swarm.push(bench.queues);
            Faults faults = bench.drain();
            swarm.purge(bench.queues);
            return faults;
        } finally {
            bench.queues.close();
            bench.redis.close();
        }
    }

    private Faults drain() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<LoadAgent> agents = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < swarm.agents(); number++) {
            LoadAgent agent = new LoadAgent(queues, swarm.of(number), number, start);
            agents.add(agent);
            Thread thread = new Thread(null, agent, "agent-" + number, STACK);
            threads.add(thread);
            thread.start();
        }
        double cpu = RedisCpu.spent(redis);
        long before = System.nanoTime();
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - before) / 1e9;
        cpu = RedisCpu.spent(redis) - cpu;
        int[] done = agents.stream().mapToInt(LoadAgent::done).sorted().toArray();
        long[] waits = agents.stream()
                .flatMap(agent -> agent.waits().stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        Faults faults = new Faults(
                (int) Arrays.stream(done).filter(count -> count == 0).count(),
                agents.stream().mapToInt(LoadAgent::refused).sum(),
                agents.stream().mapToInt(LoadAgent::unreached).sum(),
                missing(),
                swarm.tasks() / Swarm.FAILS - dead());
        row("agents, campaigns, tasks", "%,d, %,d, %,d", swarm.agents(), swarm.campaigns(), swarm.tasks());
        row("seconds, tasks a second", "%.1f, %,.0f", seconds, swarm.tasks() / seconds);
        row(
                "tasks an agent: least, median, most",
                "%,d, %,d, %,d",
                done[0],
                done[done.length / 2],
                done[done.length - 1]);
        row(
                "an exchange, ms: median, 99%%, longest",
                "%.1f, %.1f, %.1f", ms(waits, 0.5), ms(waits, 0.99), ms(waits, 1));
        row("Redis: seconds of processor, peak MiB", "%.1f, %,d", cpu, info("memory", "used_memory_peak") >> 20);
        row(
                "agents idle, refused, unreached; tasks missing",
                "%d, %d, %d; %d",
                faults.idle(),
                faults.refused(),
                faults.unreached(),
                faults.missing());
        return faults;
    }

    /** Tasks that have not ended, or are not accounted for. */
    private long missing() {
        long missing = 0;
        for (int number = 0; number < swarm.campaigns(); number++) {
            Tally tally = tally(number);
            missing += swarm.each() - tally.count(State.DONE) - tally.count(State.DEAD);
        }
        return missing;
    }

    private long dead() {
        long dead = 0;
        for (int number = 0; number < swarm.campaigns(); number++) {
            dead += tally(number).count(State.DEAD);
        }
        return dead;
    }

    private Tally tally(int number) {
        View.Overview overview = queues.view().overview(Swarm.campaign(number));
        return overview.stages().values().iterator().next();
    }

    private static double ms(long[] sorted, double part) {
        int at = (int) Math.min(sorted.length - 1, Math.round(sorted.length * part));
        return Duration.ofNanos(sorted[at]).toNanos() / 1e6;
    }

    private long info(String section, String field) {
        return redis.info(section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(field.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private void row(String what, String format, Object... values) {
        out.printf("%-48s %s%n", String.format(what), String.format(Locale.ROOT, format, values));
    }
}
