package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.musterhpc.agent.claim.Allotment;
import org.musterhpc.agent.claim.BellListener;
import org.musterhpc.agent.claim.ClaimLoop;
import org.musterhpc.agent.claim.Contact;
import org.musterhpc.agent.claim.Health;
import org.musterhpc.agent.claim.Heart;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.claim.Outbox;
import org.musterhpc.agent.claim.Slots;
import org.musterhpc.agent.claim.Stay;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.keep.Results;
import org.musterhpc.agent.keep.Spool;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.supervise.Supervisor;
import org.musterhpc.agent.task.Task;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;

/**
 * The agent's own classes, from claim to journal and finish, on tasks that do nothing. Arguments: Redis' url, a campaign that is
 * there and sealed, slots. Prints the seconds that it took until all was done.
 */
final class NoopAgent {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private NoopAgent() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            out.println(seconds(args[0], args[1], Integer.parseInt(args[2])));
            System.exit(0); // its slots are threads that wait for more
        } catch (IOException | RuntimeException e) {
            System.err.println(e);
            System.exit(1);
        }
    }

    private static double seconds(String url, String campaign, int slots) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("noop-agent");
        AgentInfo self = new AgentInfo("noop", "local", "host", 1, "", slots, LEASE);
        RedisClock clock = new RedisClock(System::nanoTime, Instant.now());
        Supervisor supervisor = new Supervisor();
        try (Queues queues = Queues.connect(new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX));
                WorkQueue queue = queues.work(campaign, self, Duration.ofSeconds(10))) {
            Diary diary = new Diary(new PrintStream(System.err, true, StandardCharsets.UTF_8), clock);
            try (Results results = Results.open(folder, queue.campaign(), diary)) {
                supervisor.begin("results", results::run);
                Outbox outbox = new Outbox(results, new Spool(folder, queue.campaign(), diary), System::nanoTime);
                ExecutorService threads = Executors.newCachedThreadPool();
                Health health = new Health();
                Contact contact = new Contact(LEASE, System::nanoTime);
                Resources total = new Resources(slots, Resources.UNKNOWN);
                Slots all = new Slots(
                        new Capacity(total, false),
                        Room.of(total),
                        queue.campaign(),
                        (lease, slot, deadline) -> new Nothing(lease, clock),
                        new Slots.Means(threads, System::nanoTime, health, outbox, contact, supervisor));
                Heart heart = new Heart(queue, self, LEASE.dividedBy(3), all, clock, diary);
                supervisor.begin("heart", heart::run); // nothing is claimed before it was heard
                Allotment allotment = new Allotment(null, null, System::nanoTime);
                Stay stay = new Stay(LEASE, LEASE, false, null, allotment, () -> false);
                long from = System.nanoTime();
                Leaving why = new ClaimLoop(
                                queue, all, stay, new ClaimLoop.Signs(clock, new BellListener(queue, all)), diary)
                        .run();
                double seconds = (System.nanoTime() - from) / 1e9;
                heart.stop();
                if (why != Leaving.COMPLETE) {
                    throw new IllegalStateException("left before all was done: " + why);
                }
                return seconds;
            }
        }
    }

    /** Ends as soon as it begins. */
    private record Nothing(Lease lease, RedisClock clock) implements Task {
        @Override
        public Attempt run() {
            Instant now = clock.instant();
            return new Attempt(
                    lease.attempt(),
                    lease.token(),
                    Outcome.OK,
                    new Attempt.Detail(0, null, null),
                    new Attempt.Place("noop", "host", "local", null),
                    now,
                    now,
                    new Attempt.Usage(0.001, 0.001, 0),
                    null,
                    null);
        }

        @Override
        public void stop(Outcome why) {}
    }
}
