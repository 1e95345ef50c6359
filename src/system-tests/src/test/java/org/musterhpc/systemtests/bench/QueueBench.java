package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import redis.clients.jedis.RedisClient;

/**
 * Prints how fast tasks are pushed, claimed and finished without running anything, and what a pending task costs in
 * Redis' memory. Arguments: Redis' url, tasks (default 1000000).
 */
public final class QueueBench {
    private static final String CAMPAIGN = "bench";
    private static final int PUSHED_AT_ONCE = 16_000;

    private final Queues queues;
    private final RedisClient redis;
    private final PrintStream out;

    private QueueBench(String url, PrintStream out) {
        this.queues = Queues.connect(new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX));
        this.redis = RedisClient.create(url);
        this.out = out;
    }

    public static void main(String[] args) {
        run(args[0], args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000, System.out);
    }

    static void run(String url, int tasks, PrintStream out) {
        QueueBench bench = new QueueBench(url, out);
        bench.row("what", "tasks", "seconds", "per second");
        for (String compress : List.of("0", "1")) {
            bench.redis.configSet("list-compress-depth", compress);
            bench.push(tasks, compress.equals("0") ? "push" : "push, list compressed");
            bench.redis.configSet("list-compress-depth", "0");
        }
        bench.push(tasks, "push again, to drain");
        int each = Math.max(100, tasks / 20);
        for (int batch : new int[] {1, 8, 64, 256}) {
            bench.drain(Math.min(each, tasks / 4), batch);
        }
        bench.queues.control().purge(CAMPAIGN);
        bench.queues.close();
        bench.redis.close();
    }

    private void push(int tasks, String what) {
        Campaign campaign = new Campaign(CAMPAIGN, "digest", "bench", Instant.EPOCH, List.of(Swarm.stage()));
        if (queues.view().campaign(CAMPAIGN).isPresent()) {
            queues.control().purge(CAMPAIGN);
        }
        long before = usedMemory();
        queues.intake().create(campaign);
        long start = System.nanoTime();
        List<Message> batch = new ArrayList<>(PUSHED_AT_ONCE);
        for (int n = 1; n <= tasks; n++) {
            batch.add(Swarm.message(n));
            if (batch.size() == PUSHED_AT_ONCE || n == tasks) {
                queues.intake().push(CAMPAIGN, Swarm.STAGE, batch);
                batch.clear();
            }
        }
        queues.intake().seal(CAMPAIGN, Swarm.STAGE);
        timed(what, tasks, System.nanoTime() - start);
        out.printf(
                Locale.ROOT,
                "    %.1f bytes of Redis' memory a task; peak memory of this program so far %d MiB%n",
                (usedMemory() - before) / (double) tasks,
                peakMemoryKiB() / 1024);
    }

    private void drain(int tasks, int batch) {
        AgentInfo agent = new AgentInfo("bench", "local", "host", 1, "", batch, Duration.ofHours(1));
        try (WorkQueue work = queues.work(CAMPAIGN, agent, Duration.ofSeconds(10))) {
            work.beat(agent, List.of());
            List<Report> reports = new ArrayList<>();
            int finished = 0;
            long start = System.nanoTime();
            while (finished < tasks) {
                Exchange exchange = work.exchange(reports, List.of(new Want(Swarm.STAGE, batch)));
                finished += reports.size();
                reports = new ArrayList<>();
                for (Lease lease : exchange.leases()) {
                    reports.add(finish(lease));
                }
                if (reports.isEmpty()) {
                    break;
                }
            }
            timed("claim and finish, " + batch + " a round trip", finished, System.nanoTime() - start);
            work.exchange(reports, List.of());
        }
    }

    static Report finish(Lease lease) {
        Instant now = lease.claimed();
        Attempt attempt = new Attempt(
                1,
                lease.token(),
                Outcome.OK,
                new Attempt.Detail(0, null, null),
                new Attempt.Place("bench", "host", "local", null),
                now,
                now,
                new Attempt.Usage(0.001, 0.001, 1024),
                null,
                new Attempt.LogRef("/logs/slot-0.log", 0, 0));
        return new Report.Finish(lease, new Ending(lease.stage(), State.DONE, lease.message(), attempt));
    }

    private long usedMemory() {
        for (String line : redis.info("memory").lines().toList()) {
            if (line.startsWith("used_memory:")) {
                return Long.parseLong(line.substring("used_memory:".length()));
            }
        }
        throw new IllegalStateException("INFO has no used_memory");
    }

    /** The peak of our own resident memory, as Linux tells it; 0 elsewhere. */
    private static long peakMemoryKiB() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private void timed(String what, long tasks, long nanos) {
        double seconds = nanos / 1e9;
        row(
                what,
                Long.toString(tasks),
                String.format(Locale.ROOT, "%.2f", seconds),
                String.format(Locale.ROOT, "%,.0f", tasks / seconds));
    }

    private void row(String what, String tasks, String seconds, String rate) {
        out.printf("%-36s %10s %10s %14s%n", what, tasks, seconds, rate);
    }
}
