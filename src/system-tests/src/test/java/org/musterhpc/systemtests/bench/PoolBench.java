package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.pool.PoolTender;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import redis.clients.jedis.RedisClient;

/**
 * A pool's agents by the thousand that have nothing to do, as idle ones do: a heartbeat every ten seconds, a look for the
 * tender's office every thirty, the bell all the while; one of them tends twenty campaigns. What they cost Redis, and beside
 * them, how soon a real agent of another pool claims what is pushed. Arguments: Redis' url, agents (1000), seconds to wait
 * (30), pushes (20). Redis must allow a connection an agent, and the shell as many open files.
 */
public final class PoolBench implements AutoCloseable {
    private static final String FLOCK = "flock";
    private static final String REAL = "real";
    private static final int CAMPAIGNS = 20;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final long BEAT_MS = 10_000;
    private static final long APPLY_MS = 30_000;
    private static final long COMES_NANOS = TimeUnit.MINUTES.toNanos(2);
    private final String url;
    private final RedisAddress address;
    private final PrintStream out;
    private final Queues queues;
    private final Pool pool;
    private final RedisClient redis;
    private final List<Future<?>> rounds = new ArrayList<>();
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(8);

    private PoolBench(String url, PrintStream out) {
        this.url = url;
        this.address = new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX);
        this.out = out;
        this.queues = Queues.connect(address);
        this.pool = queues.pool(FLOCK);
        this.redis = RedisClient.create(url);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int agents = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 30;
        int pushes = args.length > 3 ? Integer.parseInt(args[3]) : 20;
        run(args[0], agents, seconds, pushes, System.out);
        System.exit(0);
    }

    static void run(String url, int agents, int seconds, int pushes, PrintStream out)
            throws IOException, InterruptedException {
        try (PoolBench bench = new PoolBench(url, out)) {
            bench.idle(agents, seconds, pushes);
        }
    }

    private void idle(int agents, int seconds, int pushes) throws IOException, InterruptedException {
        for (int number = 0; number < CAMPAIGNS; number++) {
            create("idle-" + number);
            pool.enter("idle-" + number);
        }
        for (int number = 0; number < agents; number++) {
            String name = "flock-" + number;
            beat(name);
            every(BEAT_MS, () -> beat(name));
            every(APPLY_MS, () -> pool.tend(name, Duration.ofSeconds(5)));
        }
        RedisClock clock = new RedisClock(System::nanoTime, Instant.now());
        Diary diary = new Diary(new PrintStream(System.err, true, StandardCharsets.UTF_8), clock);
        PoolTender tender = new PoolTender(
                pool, queues.view(), new PoolTender.Sources(queues::work, true, LEASE), "tender", clock, diary);
        Thread tending = new Thread(tender::run, "tender");
        tending.start();
        try (Bells bells = new Bells(url, "muster:{pool:" + FLOCK + "}:bell", agents, one -> {})) {
            listen(bells, 2_000);
            double before = RedisCpu.spent(redis);
            long from = System.nanoTime();
            listen(bells, seconds * 1_000L);
            double share = (RedisCpu.spent(redis) - before) / ((System.nanoTime() - from) / 1e9);
            out.printf(
                    "%,d idle agents of a pool with %d campaigns: %.2f %% of a core of Redis, %.2f us an agent and second%n",
                    agents, CAMPAIGNS, 100 * share, 1e6 * share / agents);
            long[] waits = wakes(bells, pushes);
            out.printf(
                    "pushed and claimed by one that was idle: %.1f ms in the median, %.1f at most%n",
                    waits[waits.length / 2] / 1e6, waits[waits.length - 1] / 1e6);
        } finally {
            tender.stop();
            tending.join();
        }
    }

    private void create(String name) {
        queues.intake().create(new Campaign(name, "digest", "bench", Instant.EPOCH, List.of(Swarm.stage())));
    }

    private void beat(String name) {
        Pool.Member.Site site = new Pool.Member.Site("host", 1, "", "development");
        pool.beat(new Pool.Member(name, site, 8, 0, List.of(), "", pool.now(), LEASE));
    }

    private long[] wakes(Bells bells, int pushes) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pool-bench");
        Path connection = folder.resolve("connection");
        ConnectionFile.write(connection, address, null);
        create("wake");
        Process agent = PoolAgents.start(connection, REAL, 4, folder);
        long[] waits = new long[pushes];
        try (Pool real = queues.pool(REAL)) {
            real.enter("wake");
            for (int i = 0; i < pushes; i++) {
                await(bells, 20, agent, () -> isIdle(real));
                long at = System.nanoTime();
                queues.intake().push("wake", Swarm.STAGE, List.of(Swarm.message(i + 1)));
                real.ring("wake", 1);
                int want = i + 1;
                await(bells, 0, agent, () -> begun() >= want);
                waits[i] = System.nanoTime() - at;
            }
        } finally {
            agent.destroy();
            agent.waitFor();
        }
        Arrays.sort(waits);
        return waits;
    }

    private static boolean isIdle(Pool pool) {
        List<Pool.Member> members = pool.members();
        return members.size() == 1 && members.get(0).campaigns().isEmpty();
    }

    private long begun() {
        Tally tally = queues.view().overview("wake").stages().get(Swarm.STAGE);
        return tally.count(State.WORKING) + tally.count(State.DONE) + tally.count(State.DEAD);
    }

    private static void await(Bells bells, long every, Process agent, BooleanSupplier done) throws IOException {
        long end = System.nanoTime() + COMES_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end || !agent.isAlive()) {
                throw new IOException("the agent did not do what was waited for");
            }
            if (every > 0) {
                listen(bells, every);
            }
        }
    }

    private static void listen(Bells bells, long ms) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        for (long left = ms; left > 0; left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
            bells.listen(left);
        }
    }

    private void every(long ms, Runnable what) {
        rounds.add(threads.scheduleAtFixedRate(what, (long) (Math.random() * ms), ms, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        rounds.forEach(round -> round.cancel(false));
        threads.shutdownNow();
        pool.close();
        queues.close();
        redis.close();
    }
}
