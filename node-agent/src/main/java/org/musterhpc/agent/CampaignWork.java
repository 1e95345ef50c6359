package org.musterhpc.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
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
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.start.ProcessRunner;
import org.musterhpc.agent.start.SelfTest;
import org.musterhpc.agent.start.Starter;
import org.musterhpc.agent.start.UnfitNode;
import org.musterhpc.agent.task.Tasks;
import org.musterhpc.agent.task.Workshop;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;

/** The agent's work on one campaign, from its first heartbeat to its last report. */
final class CampaignWork {
    /** Beside the time to kill a task: what it may have waited here, and the way to Redis. */
    static final Duration REPORT_WITHIN = Duration.ofSeconds(5);

    /** So long before the end of the allocation the agent is gone, whatever it waits for. */
    private static final Duration SPARE = Duration.ofSeconds(1);

    private final AgentOptions options;
    private final String campaign;
    private final Node node;
    private final Books books;

    /** @param books of this campaign */
    CampaignWork(AgentOptions options, String campaign, Node node, Books books) {
        this.options = options;
        this.campaign = campaign;
        this.node = node;
        this.books = books;
    }

    /** What others need to end it: signals, the end of the allocation, a part that fails. */
    record Open(Slots slots, Departure departure, Allotment allotment) {}

    /**
     * @param room out of which its tasks are begun
     * @param opened told once, before anything is claimed
     * @throws UnfitNode where this node cannot run tasks; nothing was claimed then
     * @throws UntrustedException where the campaign is not what its owner submitted; nothing was claimed then
     */
    Leaving run(Queues queues, @Nullable SigningKey key, Room room, Consumer<Open> opened)
            throws UnfitNode, UntrustedException, InterruptedException {
        try (WorkQueue queue =
                queues.work(campaign, node.info(), options.killGrace().plus(REPORT_WITHIN), key)) {
            return fit(queue, queues.view(), Trust.in(queue.campaign(), key), room, opened);
        }
    }

    private Leaving fit(WorkQueue queue, View view, Trust trust, Room room, Consumer<Open> opened)
            throws UnfitNode, InterruptedException {
        try (Scratch scratch = Scratch.make()) {
            Starter starter = new Starter(
                    node.spawner(),
                    new Containers(
                            node.spawner(),
                            TaskEnvironment.ofThisProcess(),
                            scratch.folder(),
                            Host.name(),
                            books.diary()::info));
            ProcessRunner processes = new ProcessRunner(starter, node.guard());
            new SelfTest(books.folder(), scratch.folder(), options.workdir(), processes).run();
            try (Handlers runner =
                    new Handlers(processes, starter, node.guard(), scratch.folder(), options.killGrace())) {
                Workshop shop = new Workshop(
                        campaign,
                        node.place(),
                        TaskEnvironment.ofThisProcess(),
                        scratch.folder(),
                        options.killGrace(),
                        new Workshop.Tools(
                                runner, books.journal(), node.clock(), queue::upstream, options.gpus()::variables));
                Tasks tasks = new Tasks(shop, queue.campaign(), trust, options.workdir());
                return kept(queue, view, tasks, room, opened);
            }
        } catch (UnfitNode e) {
            books.diary().warn("leaves and claims nothing: " + e.getMessage());
            throw e;
        }
    }

    private Leaving kept(WorkQueue queue, View view, Tasks tasks, Room room, Consumer<Open> opened)
            throws UnfitNode, InterruptedException {
        Path own = books.journal().folder();
        try (Results results = results(own, queue.campaign(), books.diary())) {
            Spool spool = new Spool(own, queue.campaign(), books.diary());
            new FormerSpools(own, queue, books.diary()).handIn();
            node.supervisor().begin("results", results::run);
            Outbox outbox = new Outbox(results, spool, System::nanoTime);
            ExecutorService threads = Executors.newCachedThreadPool(CampaignWork::slot);
            try {
                Slots slots = new Slots(
                        options.capacity(),
                        room,
                        queue.campaign(),
                        tasks,
                        new Slots.Means(
                                threads,
                                System::nanoTime,
                                new Health(),
                                outbox,
                                new Contact(options.lease(), System::nanoTime),
                                node.supervisor()));
                Open open = new Open(slots, new Departure(slots, outbox, books.diary()), allotment());
                opened.accept(open);
                return beating(queue, view, tasks, open);
            } finally {
                threads.shutdown();
            }
        }
    }

    private static Results results(Path folder, Campaign campaign, Diary diary) throws UnfitNode {
        try {
            return Results.open(folder, campaign, diary);
        } catch (IOException e) {
            throw new UnfitNode("the results of tasks cannot be written to " + folder + ": " + e, e);
        }
    }

    private Leaving beating(WorkQueue queue, View view, Tasks tasks, Open open) throws InterruptedException {
        Diary diary = books.diary();
        Slots slots = open.slots();
        Heart heart = new Heart(queue, node.info(), options.heartbeat(), slots, node.clock(), diary);
        Duration tail = options.killGrace().plus(REPORT_WITHIN).minus(SPARE);
        Curfew curfew = new Curfew(open.allotment(), tail, slots, open.departure()::tooLate);
        Predecessors predecessors = new Predecessors(
                queue, node.clock(), diary, pid -> ProcessHandle.of(pid).isPresent());
        Duration watch = predecessors.release(node.info(), options.allocation());
        if (watch != null) {
            heart.later(watch, predecessors::lookAgain);
        }
        Thread beating = node.supervisor().begin("heart", heart::run);
        BellListener listener = new BellListener(queue, slots);
        node.supervisor().begin("listener", listener::run);
        node.supervisor().begin("curfew", curfew::run);
        diary.info("works on " + campaign + " with room for "
                + options.capacity().total().cpus() + " at once");
        if (options.doubt() != null) {
            diary.warn("takes this machine as it is, as outside of an allocation: " + options.doubt());
        }
        try {
            return claiming(queue, view, tasks, open, listener);
        } finally {
            heart.stop();
            beating.join(REPORT_WITHIN.toMillis());
            leave(queue, diary);
            listener.stop();
            curfew.lift();
        }
    }

    private Leaving claiming(WorkQueue queue, View view, Tasks tasks, Open open, BellListener listener)
            throws InterruptedException {
        Oversize oversize = new Oversize(
                sink -> view.tasks(campaign, null, Set.of(State.PENDING), sink),
                queue.campaign(),
                open.allotment(),
                System::nanoTime,
                RandomGenerator.getDefault());
        Stay stay = new Stay(
                options.linger(),
                options.redisPatience(),
                options.one(),
                options.task(),
                open.allotment(),
                options.local() || options.pool() != null ? oversize : () -> false,
                options.local() && options.task() == null && options.pool() == null);
        Leaving leaving = new ClaimLoop(
                        queue,
                        open.slots(),
                        stay,
                        new ClaimLoop.Signs(node.clock(), listener),
                        books.diary(),
                        new Edition(queue, tasks))
                .run();
        open.departure().leaves(leaving, oversize.lacks());
        return leaving;
    }

    private void leave(WorkQueue queue, Diary diary) {
        try {
            queue.leave(node.info());
        } catch (RuntimeException e) {
            diary.warn("could not say goodbye: " + e.getMessage());
        }
    }

    /** Until when tasks may run: what runs must be ended, and reported, before the scheduler does it. */
    private Allotment allotment() {
        return new Allotment(
                rest(options), options.allocation().memory(), options.capacity().total(), System::nanoTime);
    }

    /** From now until what runs must be ended; null: nobody knows. */
    static @Nullable Duration rest(AgentOptions options) {
        Long ends = options.allocation().ends();
        return ends == null
                ? null
                : Duration.between(InstantSource.system().instant(), Instant.ofEpochSecond(ends))
                        .minus(options.killGrace())
                        .minus(REPORT_WITHIN);
    }

    private static Thread slot(Runnable work) {
        Thread thread = new Thread(work, "slot");
        thread.setDaemon(true);
        return thread;
    }
}
