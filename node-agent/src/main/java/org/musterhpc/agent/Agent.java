package org.musterhpc.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.musterhpc.agent.allocation.Predecessors;
import org.musterhpc.agent.claim.Allotment;
import org.musterhpc.agent.claim.ClaimLoop;
import org.musterhpc.agent.claim.Curfew;
import org.musterhpc.agent.claim.Desk;
import org.musterhpc.agent.claim.Health;
import org.musterhpc.agent.claim.Heart;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.claim.Outbox;
import org.musterhpc.agent.claim.Stay;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.keep.FormerSpools;
import org.musterhpc.agent.keep.Results;
import org.musterhpc.agent.keep.Spool;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.start.EarlySpawner;
import org.musterhpc.agent.start.SelfTest;
import org.musterhpc.agent.start.SpawningStarter;
import org.musterhpc.agent.start.UnfitNode;
import org.musterhpc.agent.task.Tasks;
import org.musterhpc.agent.task.Workshop;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.redis.ConnectionFile;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;

/** Puts the agent together; the one place here that makes services and clocks. */
final class Agent {
    /** Beside the time to kill a task: what it may have waited here, and the way to Redis. */
    private static final Duration REPORT_WITHIN = Duration.ofSeconds(5);

    /** So long before the end of the allocation the agent is gone, whatever it waits for. */
    private static final Duration SPARE = Duration.ofSeconds(1);

    private final AgentOptions options;
    private final RedisClock clock =
            new RedisClock(System::nanoTime, InstantSource.system().instant());

    Agent(AgentOptions options) {
        this.options = options;
    }

    /**
     * @throws UnfitNode where this node cannot run tasks; nothing was claimed then
     * @throws UntrustedException where the campaign is not what its owner submitted; nothing was claimed then
     */
    Leaving run() throws UnfitNode, UntrustedException, IOException, InterruptedException {
        RedisAddress address = ConnectionFile.read(options.connection());
        SigningKey key = ConnectionFile.key(options.connection());
        try (Spawner spawner = new EarlySpawner();
                Books books = Books.open(options.logs(), options.name(), clock);
                Queues queues = Queues.connect(address);
                WorkQueue queue = queues.work(
                        options.campaign(), info(), options.killGrace().plus(REPORT_WITHIN))) {
            return fit(queue, Trust.in(queue.campaign(), key), spawner, books);
        }
    }

    private Leaving fit(WorkQueue queue, Trust trust, Spawner spawner, Books books)
            throws UnfitNode, IOException, InterruptedException {
        try (Scratch scratch = Scratch.make()) {
            SpawningStarter starter = new SpawningStarter(spawner);
            new SelfTest(books.folder(), scratch.folder(), options.workdir(), starter).run();
            Workshop shop = new Workshop(
                    options.campaign(),
                    place(),
                    TaskEnvironment.of(System.getenv()),
                    scratch.folder(),
                    options.killGrace(),
                    new Workshop.Tools(starter, books.journal(), clock));
            return work(queue, new Tasks(shop, queue.campaign(), trust, options.workdir()), books);
        } catch (UnfitNode e) {
            books.diary().warn("leaves and claims nothing: " + e.getMessage());
            throw e;
        }
    }

    private Leaving work(WorkQueue queue, Tasks tasks, Books books) throws IOException, InterruptedException {
        Path own = books.journal().folder();
        try (Results results = Results.open(own, queue.campaign(), books.diary())) {
            Spool spool = new Spool(own, queue.campaign(), books.diary());
            new FormerSpools(own, queue, books.diary()).handIn();
            begin("results", results::run);
            return work(queue, tasks, new Outbox(results, spool, System::nanoTime), books.diary());
        }
    }

    private Leaving work(WorkQueue queue, Tasks tasks, Outbox outbox, Diary diary) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(Agent::daemon);
        Health health = new Health();
        Desk desk = new Desk(
                options.room(), queue.campaign(), tasks, new Desk.Means(threads, System::nanoTime, health, outbox));
        Heart heart = new Heart(queue, info(), options.heartbeat(), desk, clock, diary);
        Allotment allotment = allotment();
        Signals.on(List.of("TERM", "INT"), () -> desk.stop(Leaving.STOPPED));
        Signals.on(List.of("USR1"), () -> warned(desk, allotment));
        // One that nobody else sends, that is never inherited as ignored, and that ends no agent which does not know
        // it.
        Signals.on(List.of("URG"), () -> desk.close(Leaving.DRAINED));
        Curfew curfew =
                new Curfew(allotment, options.killGrace().plus(REPORT_WITHIN).minus(SPARE), desk, () -> giveUp(diary));
        new Predecessors(queue, clock, diary, pid -> ProcessHandle.of(pid).isPresent())
                .release(info(), options.allocation());
        Thread beating = begin("heart", heart::run);
        begin("curfew", curfew::run);
        diary.info("works on " + options.campaign() + " with room for "
                + options.room().total() + " at once");
        try {
            Stay stay = new Stay(options.linger(), options.one(), allotment);
            Leaving leaving = new ClaimLoop(queue, desk, health, stay, clock, diary).run();
            diary.info("leaves: " + leaving.reason());
            return leaving;
        } finally {
            heart.stop();
            beating.join(REPORT_WITHIN.toMillis());
            leave(queue, diary);
            threads.shutdown();
            curfew.lift();
        }
    }

    /** A warning without a known end may be the last word before KILL. */
    private static void warned(Desk desk, Allotment allotment) {
        if (allotment.rest() == null) {
            desk.stop(Leaving.STOPPED);
        } else {
            desk.close(Leaving.WARNED);
        }
    }

    /** The tasks have ended; what could not be reported lapses. Better than to be killed and called a failure. */
    private static void giveUp(Diary diary) {
        diary.warn("leaves because the allocation ends; Redis did not take all that there was to say");
        Runtime.getRuntime().halt(Leaving.NO_TIME.exitStatus());
    }

    private void leave(WorkQueue queue, Diary diary) {
        try {
            queue.leave(info());
        } catch (QueueUnavailableException e) {
            diary.warn("could not say goodbye: " + e.getMessage());
        }
    }

    /** Until when tasks may run: what runs must be ended, and reported, before the scheduler does it. */
    private Allotment allotment() {
        Long ends = options.allocation().ends();
        Duration rest = ends == null
                ? null
                : Duration.between(InstantSource.system().instant(), Instant.ofEpochSecond(ends))
                        .minus(options.killGrace())
                        .minus(REPORT_WITHIN);
        return new Allotment(rest, options.allocation().memory(), System::nanoTime);
    }

    private AgentInfo info() {
        return new AgentInfo(
                options.name(),
                options.cluster(),
                Host.name(),
                ProcessHandle.current().pid(),
                options.allocation().id(),
                options.room().total(),
                options.lease());
    }

    private Place place() {
        String allocation = options.allocation().id();
        return new Place(options.name(), Host.name(), options.cluster(), allocation.isEmpty() ? null : allocation);
    }

    private static Thread begin(String name, Runnable runnable) {
        Thread thread = daemon(runnable);
        thread.setName(name);
        thread.start();
        return thread;
    }

    private static Thread daemon(Runnable runnable) {
        Thread thread = new Thread(runnable, "slot");
        thread.setDaemon(true);
        return thread;
    }
}
