package org.musterhpc.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.musterhpc.agent.allocation.KillNotice;
import org.musterhpc.agent.allocation.Predecessors;
import org.musterhpc.agent.claim.Allotment;
import org.musterhpc.agent.claim.BellListener;
import org.musterhpc.agent.claim.ClaimLoop;
import org.musterhpc.agent.claim.Contact;
import org.musterhpc.agent.claim.Curfew;
import org.musterhpc.agent.claim.Health;
import org.musterhpc.agent.claim.Heart;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.claim.Outbox;
import org.musterhpc.agent.claim.Slots;
import org.musterhpc.agent.claim.Stay;
import org.musterhpc.agent.container.Containers;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.handler.Handlers;
import org.musterhpc.agent.keep.FormerSpools;
import org.musterhpc.agent.keep.Results;
import org.musterhpc.agent.keep.Spool;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.start.AttachingSpawner;
import org.musterhpc.agent.start.EarlySpawner;
import org.musterhpc.agent.start.ProcessRunner;
import org.musterhpc.agent.start.SelfTest;
import org.musterhpc.agent.start.Starter;
import org.musterhpc.agent.start.UnfitNode;
import org.musterhpc.agent.supervise.Supervisor;
import org.musterhpc.agent.task.Tasks;
import org.musterhpc.agent.task.Workshop;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;

/** Puts the agent together; the one place here that makes services and clocks. */
final class Agent {
    /** Beside the time to kill a task: what it may have waited here, and the way to Redis. */
    private static final Duration REPORT_WITHIN = Duration.ofSeconds(5);

    /** So long before the end of the allocation the agent is gone, whatever it waits for. */
    private static final Duration SPARE = Duration.ofSeconds(1);

    /** Beside the time to kill a task: what it takes, at the worst, to hear that Redis does not answer, and to go. */
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(30);

    private final AgentOptions options;
    private final Supervisor supervisor = new Supervisor();
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
        // Also for the threads of others: libraries', and those on which signals are handled.
        Thread.setDefaultUncaughtExceptionHandler(supervisor);
        RedisAddress address = ConnectionFile.read(options.connection());
        SigningKey key = ConnectionFile.key(options.connection());
        try (Spawner spawner = new EarlySpawner();
                Books books = Books.open(options.logs(), options.name(), clock);
                Queues queues = Queues.connect(address);
                WorkQueue queue = queues.work(
                        options.campaign(), info(), options.killGrace().plus(REPORT_WITHIN), key)) {
            return fit(queue, queues.view(), Trust.in(queue.campaign(), key), spawner, books);
        } finally {
            supervisor.left();
        }
    }

    private Leaving fit(WorkQueue queue, View view, Trust trust, Spawner spawner, Books books)
            throws UnfitNode, InterruptedException {
        try (Scratch scratch = Scratch.make();
                MemoryGuard guard = new MemoryGuard(books.diary()::warn)) {
            supervisor.begin("memory guard", guard::run);
            Spawner attaching = AttachingSpawner.over(
                    spawner, options.allocation().id().isEmpty() ? Map.of() : System.getenv(), books.diary()::warn);
            Starter starter = new Starter(
                    attaching,
                    new Containers(
                            attaching,
                            TaskEnvironment.ofThisProcess(),
                            scratch.folder(),
                            Host.name(),
                            books.diary()::info));
            ProcessRunner processes = new ProcessRunner(starter, guard);
            new SelfTest(books.folder(), scratch.folder(), options.workdir(), processes).run();
            try (Handlers runner = new Handlers(processes, starter, guard, scratch.folder(), options.killGrace())) {
                Workshop shop = new Workshop(
                        options.campaign(),
                        place(),
                        TaskEnvironment.ofThisProcess(),
                        scratch.folder(),
                        options.killGrace(),
                        new Workshop.Tools(runner, books.journal(), clock, queue::upstream, options.gpus()::variables));
                return work(queue, view, new Tasks(shop, queue.campaign(), trust, options.workdir()), books);
            }
        } catch (UnfitNode e) {
            books.diary().warn("leaves and claims nothing: " + e.getMessage());
            throw e;
        }
    }

    private Leaving work(WorkQueue queue, View view, Tasks tasks, Books books) throws UnfitNode, InterruptedException {
        Path own = books.journal().folder();
        try (Results results = results(own, queue.campaign(), books.diary())) {
            Spool spool = new Spool(own, queue.campaign(), books.diary());
            new FormerSpools(own, queue, books.diary()).handIn();
            supervisor.begin("results", results::run);
            return work(queue, view, tasks, new Outbox(results, spool, System::nanoTime), books.diary());
        }
    }

    private static Results results(Path folder, Campaign campaign, Diary diary) throws UnfitNode {
        try {
            return Results.open(folder, campaign, diary);
        } catch (IOException e) {
            throw new UnfitNode("the results of tasks cannot be written to " + folder + ": " + e, e);
        }
    }

    private Leaving work(WorkQueue queue, View view, Tasks tasks, Outbox outbox, Diary diary)
            throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(Agent::slot);
        Health health = new Health();
        Contact contact = new Contact(options.lease(), System::nanoTime);
        Slots slots = new Slots(
                options.capacity(),
                queue.campaign(),
                tasks,
                new Slots.Means(threads, System::nanoTime, health, outbox, contact, supervisor));
        Departure departure = new Departure(slots, outbox, diary);
        supervisor.begin(
                "supervisor", () -> supervisor.watch(options.killGrace().plus(LEAVE_WITHIN), departure));
        Heart heart = new Heart(queue, info(), options.heartbeat(), slots, clock, diary);
        Allotment allotment = allotment();
        KillNotice notice = KillNotice.ofThisProcess();
        SignalHandlers.on(List.of("TERM", "INT"), () -> stopped(slots, notice));
        SignalHandlers.on(List.of("USR1"), () -> warned(slots, allotment));
        // One that nobody else sends, that is never inherited as ignored, and that ends no agent which does not know
        // it.
        SignalHandlers.on(List.of("URG"), () -> slots.close(Leaving.DRAINED));
        Duration tail = options.killGrace().plus(REPORT_WITHIN).minus(SPARE);
        Curfew curfew = new Curfew(allotment, tail, slots, departure::tooLate);
        Predecessors predecessors = new Predecessors(
                queue, clock, diary, pid -> ProcessHandle.of(pid).isPresent());
        Duration watch = predecessors.release(info(), options.allocation());
        if (watch != null) {
            heart.later(watch, predecessors::lookAgain);
        }
        Thread beating = supervisor.begin("heart", heart::run);
        BellListener listener = new BellListener(queue, slots);
        supervisor.begin("listener", listener::run);
        supervisor.begin("curfew", curfew::run);
        diary.info("works on " + options.campaign() + " with room for "
                + options.capacity().total().cpus() + " at once");
        if (options.doubt() != null) {
            diary.warn("takes this machine as it is, as outside of an allocation: " + options.doubt());
        }
        try {
            Oversize oversize = new Oversize(view, queue.campaign(), allotment, System::nanoTime);
            Stay stay = new Stay(
                    options.linger(),
                    options.redisPatience(),
                    options.one(),
                    options.task(),
                    allotment,
                    options.local() ? oversize : () -> false,
                    options.local() && options.task() == null);
            Leaving leaving = new ClaimLoop(
                            queue, slots, stay, new ClaimLoop.Signs(clock, listener), diary, new Edition(queue, tasks))
                    .run();
            departure.leaves(leaving, oversize.lacks());
            // To a scheduler that is a tidy end; a launcher on this machine must hear that another would fare no
            // better.
            return leaving == Leaving.UNFIT && !options.local() ? Leaving.NO_TIME : leaving;
        } finally {
            heart.stop();
            beating.join(REPORT_WITHIN.toMillis());
            leave(queue, diary);
            listener.stop();
            threads.shutdown();
            curfew.lift();
        }
    }

    private static void stopped(Slots slots, KillNotice notice) {
        notice.read()
                .ifPresentOrElse(
                        cause -> slots.stop(Leaving.STOPPED, cause.outcome(), cause.reason()),
                        () -> slots.stop(Leaving.STOPPED));
    }

    /** A warning without a known end may be the last word before KILL. */
    private static void warned(Slots slots, Allotment allotment) {
        if (allotment.rest() == null) {
            slots.stop(Leaving.STOPPED);
        } else {
            slots.close(Leaving.WARNED);
        }
    }

    private void leave(WorkQueue queue, Diary diary) {
        try {
            queue.leave(info());
        } catch (RuntimeException e) {
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
        return new Allotment(
                rest, options.allocation().memory(), options.capacity().total(), System::nanoTime);
    }

    private AgentInfo info() {
        return new AgentInfo(
                options.name(),
                options.cluster(),
                Host.name(),
                ProcessHandle.current().pid(),
                options.allocation().id(),
                options.capacity().total().cpus(),
                options.lease(),
                options.capacity().offered());
    }

    private Place place() {
        String allocation = options.allocation().id();
        return new Place(options.name(), Host.name(), options.cluster(), allocation.isEmpty() ? null : allocation);
    }

    private static Thread slot(Runnable work) {
        Thread thread = new Thread(work, "slot");
        thread.setDaemon(true);
        return thread;
    }
}
