package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import redis.clients.jedis.RedisClient;

/**
 * Many campaigns of one pool whose agents are real ones, a process each with one slot: what they cost Redis while nothing is
 * to do and while everything is, and how evenly the campaigns get on. Every task sleeps for as long, so that an agent is worth
 * the same to each. Arguments: Redis' url, agents (200), campaigns (100), tasks of each (40), a task's seconds (1.0).
 */
public final class PoolShareBench implements AutoCloseable {
    private static final String POOL = "shared";
    private static final long COMES_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final PrintStream out;
    private final RedisAddress address;
    private final Queues queues;
    private final Pool pool;
    private final RedisClient redis;
    private final List<Process> agents = new ArrayList<>();

    /** @param taskSeconds for which each task sleeps */
    record Load(int agents, int campaigns, int tasks, double taskSeconds) {
        int all() {
            return campaigns * tasks;
        }
    }

    private PoolShareBench(String url, PrintStream out) {
        this.out = out;
        this.address = new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX);
        this.queues = Queues.connect(address);
        this.pool = queues.pool(POOL);
        this.redis = RedisClient.create(url);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Load load = new Load(
                args.length > 1 ? Integer.parseInt(args[1]) : 200,
                args.length > 2 ? Integer.parseInt(args[2]) : 100,
                args.length > 3 ? Integer.parseInt(args[3]) : 40,
                args.length > 4 ? Double.parseDouble(args[4]) : 1);
        run(args[0], load, Duration.ofSeconds(20), System.out);
        System.exit(0);
    }

    /**
     * Runs it, and says how many tasks are done.
     *
     * @param idle for how long the agents are watched while there is nothing to do
     */
    static long run(String url, Load load, Duration idle, PrintStream out) throws IOException, InterruptedException {
        try (PoolShareBench bench = new PoolShareBench(url, out)) {
            return bench.run(load, idle);
        }
    }

    private long run(Load load, Duration idle) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pool-share-bench");
        Path connection = folder.resolve("connection");
        ConnectionFile.write(connection, address, null);
        Stage stage = Swarm.stage(new TaskCommand.Argv(List.of("sleep", Double.toString(load.taskSeconds()))));
        for (int number = 0; number < load.campaigns(); number++) {
            queues.intake().create(new Campaign(name(number), "digest", "bench", Instant.EPOCH, List.of(stage)));
            pool.enter(name(number));
        }
        long began = System.nanoTime();
        for (int number = 0; number < load.agents(); number++) {
            agents.add(PoolAgents.start(connection, POOL, 1, folder.resolve("agent-" + number)));
        }
        await(() -> pool.members().size() == load.agents());
        out.printf("%,d agents of one slot: all there after %.1f s%n", load.agents(), since(began));
        waiting(load, idle);
        return working(load);
    }

    private void waiting(Load load, Duration idle) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(Math.min(2, idle.toSeconds()));
        double before = RedisCpu.spent(redis);
        long from = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(idle.toNanos());
        double share = (RedisCpu.spent(redis) - before) / since(from);
        out.printf(
                "idle, with %d campaigns: %.2f %% of a core of Redis; an agent's PSS %.0f MiB in the mean%n",
                load.campaigns(), 100 * share, pss() / load.agents());
    }

    private long working(Load load) throws IOException, InterruptedException {
        double before = RedisCpu.spent(redis);
        long from = System.nanoTime();
        for (int number = 0; number < load.campaigns(); number++) {
            List<Message> tasks = IntStream.rangeClosed(1, load.tasks())
                    .mapToObj(Swarm::message)
                    .toList();
            queues.intake().push(name(number), Swarm.STAGE, tasks);
            queues.intake().seal(name(number), Swarm.STAGE);
            pool.ring(name(number), load.tasks());
        }
        await(() -> sum(done(load)) * 2 >= load.all());
        List<Long> half = done(load).stream().sorted().toList();
        out.printf(
                "when half of %,d tasks of %.1f s was done: %d of the campaign served least, %d in the median, %d of the one served most%n",
                load.all(), load.taskSeconds(), half.get(0), half.get(half.size() / 2), half.get(half.size() - 1));
        await(() -> sum(done(load)) == load.all());
        double seconds = since(from);
        out.printf(
                "all after %.1f s (%.1f if starting a task took no time); %.1f %% of a core of Redis meanwhile%n",
                seconds,
                load.all() * load.taskSeconds() / load.agents(),
                100 * (RedisCpu.spent(redis) - before) / seconds);
        return sum(done(load));
    }

    private List<Long> done(Load load) {
        List<Long> done = new ArrayList<>();
        for (int number = 0; number < load.campaigns(); number++) {
            Map<String, Tally> stages = queues.view().overview(name(number)).stages();
            done.add(stages.get(Swarm.STAGE).count(State.DONE));
        }
        return done;
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    private static String name(int number) {
        return "share-" + number;
    }

    private double pss() throws IOException {
        double sum = 0;
        for (Process agent : agents) {
            sum += ProcessMemory.mebibytes(agent.pid(), "Pss");
        }
        return sum;
    }

    private void await(BooleanSupplier done) throws IOException, InterruptedException {
        long end = System.nanoTime() + COMES_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end || !agents.stream().allMatch(Process::isAlive)) {
                throw new IOException("the agents did not do what was waited for");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    @Override
    public void close() {
        agents.forEach(Process::destroy);
        agents.forEach(agent -> agent.onExit().join());
        pool.close();
        queues.close();
        redis.close();
    }
}
