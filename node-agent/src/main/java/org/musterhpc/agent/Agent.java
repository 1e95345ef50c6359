package org.musterhpc.agent;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.allocation.KillNotice;
import org.musterhpc.agent.claim.Allotment;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.claim.Slots;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.group.MemoryGroups;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.start.AttachingSpawner;
import org.musterhpc.agent.start.EarlySpawner;
import org.musterhpc.agent.start.UnfitNode;
import org.musterhpc.agent.supervise.Supervisor;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.UntrustedException;

/** Puts the agent together; beside the work on a campaign, the one place here that makes services and clocks. */
final class Agent {
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
                MemoryGroups groups = MemoryGroups.ofThisProcess();
                MemoryGuard guard = new MemoryGuard(groups, books.diary()::warn)) {
            supervisor.begin("memory guard", guard::run);
            if (groups.base() != null) {
                books.diary().info("the kernel keeps tasks to their memory, in groups below " + groups.base());
            }
            Node node = new Node(info(), attaching(spawner, books), guard, supervisor, clock);
            try {
                return work(node, books, queues, key);
            } finally {
                supervisor.awaitTold(); // as long as there is a diary
            }
        } finally {
            supervisor.left();
        }
    }

    private Leaving work(Node node, Books books, Queues queues, @Nullable SigningKey key)
            throws UnfitNode, UntrustedException, IOException, InterruptedException {
        if (options.pool() != null) {
            return new PoolAgent(options, node, books, queues, key).run();
        }
        CampaignWork work = new CampaignWork(options, options.campaign(), node, books);
        Leaving leaving = work.run(queues, key, Room.of(options.capacity().total()), open -> opened(node, open));
        // To a scheduler that is a tidy end; a launcher on this machine must hear that another would fare no better.
        return leaving == Leaving.UNFIT && !options.local() ? Leaving.NO_TIME : leaving;
    }

    private Spawner attaching(Spawner spawner, Books books) {
        return AttachingSpawner.over(
                spawner, options.allocation().id().isEmpty() ? Map.of() : System.getenv(), books.diary()::warn);
    }

    private void opened(Node node, CampaignWork.Open work) {
        node.watch(options.killGrace(), work.departure());
        KillNotice notice = KillNotice.ofThisProcess();
        SignalHandlers.on(List.of("TERM", "INT"), () -> stopped(work.slots(), notice));
        SignalHandlers.on(List.of("USR1"), () -> warned(work.slots(), work.allotment()));
        // One that nobody else sends, that is never inherited as ignored, and that ends no agent which does not know
        // it.
        SignalHandlers.on(List.of("URG"), () -> work.slots().close(Leaving.DRAINED));
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
}
