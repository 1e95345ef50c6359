package org.musterhpc.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.allocation.KillNotice;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.pool.AgentSetup;
import org.musterhpc.agent.pool.CampaignOpener;
import org.musterhpc.agent.pool.PoolBell;
import org.musterhpc.agent.pool.PoolLoop;
import org.musterhpc.agent.pool.PoolTender;
import org.musterhpc.agent.pool.SharedRoom;
import org.musterhpc.agent.pool.Term;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.start.UnfitNode;
import org.musterhpc.agent.supervise.Supervisor;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.UntrustedException;

/** An agent that stays and serves a pool's campaigns: puts its parts together, and works on each campaign on a thread. */
final class PoolAgent implements Supervisor.Response {
    private final AgentOptions options;
    private final Node node;
    private final Books books;
    private final Queues queues;
    private final @Nullable SigningKey key;
    private final SharedRoom room;
    private final Map<String, CampaignWork.Open> works = new ConcurrentHashMap<>();
    private final AtomicReference<PoolLoop> loop = new AtomicReference<>();

    /** @param key with which the campaigns are signed; null: those that bear no signature */
    PoolAgent(AgentOptions options, Node node, Books books, Queues queues, @Nullable SigningKey key) {
        this.options = options;
        this.node = node;
        this.books = books;
        this.queues = queues;
        this.key = key;
        this.room = new SharedRoom(options.capacity().total(), System::nanoTime);
    }

    Leaving run() throws InterruptedException {
        try (Pool pool = queues.pool(Objects.requireNonNull(options.pool()))) {
            PoolLoop all = new PoolLoop(pool, me(), room, new Campaigns(), node.clock(), books.diary());
            loop.set(all);
            node.watch(options.killGrace(), this);
            KillNotice notice = KillNotice.ofThisProcess();
            SignalHandlers.on(List.of("TERM", "INT"), () -> stopped(notice));
            SignalHandlers.on(List.of("URG"), () -> drain(Leaving.DRAINED));
            SignalHandlers.on(List.of("USR1"), this::warned);
            PoolBell bell = new PoolBell(
                    pool,
                    all,
                    new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), RandomGenerator.getDefault()));
            node.supervisor().begin("listener", bell::run);
            PoolTender tender = new PoolTender(
                    pool,
                    queues.view(),
                    new PoolTender.Sources(queues::work, options.capacity().perCpu(), options.lease()),
                    options.name(),
                    node.clock(),
                    books.diary());
            Thread tending = node.supervisor().begin("tender", tender::run);
            books.diary()
                    .info("serves the pool " + pool.name() + " with room for "
                            + node.info().slots() + " at once");
            try {
                Leaving why = all.run();
                books.diary().info("leaves: " + why.reason());
                return why;
            } finally {
                tender.stop();
                tending.join(CampaignWork.REPORT_WITHIN.toMillis());
                goodbye(pool);
            }
        }
    }

    private void goodbye(Pool pool) {
        try {
            pool.forget(List.of(options.name()));
        } catch (RuntimeException e) {
            books.diary().warn("could not say goodbye: " + e.getMessage());
        }
    }

    private AgentSetup me() {
        Member.Site site = new Member.Site(
                node.info().host(), node.info().pid(), node.info().allocation(), version());
        Duration idle = options.idle();
        return new AgentSetup(
                options.name(),
                site,
                node.info().slots(),
                options.heartbeat(),
                options.lease(),
                idle == null ? null : new Term(idle, CampaignWork.rest(options)));
    }

    private static String version() {
        String version = PoolAgent.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private final class Campaigns implements CampaignOpener {
        @Override
        public void open(String campaign) {
            node.supervisor().begin("campaign " + campaign, () -> work(campaign));
        }

        @Override
        public void end(Leaving why) {
            if (why == Leaving.DRAINED || why == Leaving.NO_FOLDER) {
                drain(why);
            } else {
                stop(why);
            }
        }

        /** A folder that cannot be looked at, as when a file server is away, is not gone. */
        @Override
        public boolean canWork() {
            return !Files.notExists(books.folder());
        }
    }

    /** What is wrong with one campaign is no reason to leave the others; what breaks here is. */
    private void work(String campaign) {
        String problem = "";
        boolean away = false;
        boolean unfit = false;
        Room part = room.part(campaign, () -> {
            CampaignWork.Open open = works.get(campaign);
            if (open != null) {
                open.slots().ring();
            }
        });
        try {
            Leaving why = worked(campaign, part);
            problem = why.exitStatus() == 0 ? "" : why.reason();
            away = why == Leaving.NO_REDIS;
            unfit = why == Leaving.UNFIT || why == Leaving.NO_TIME;
        } catch (UnfitNode e) {
            problem = "this node cannot run its tasks: " + e.getMessage();
        } catch (UntrustedException e) {
            problem = "runs nothing: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (QueueUnavailableException e) {
            problem = String.valueOf(e.getMessage());
            away = true;
        } catch (RuntimeException e) {
            problem = String.valueOf(e.getMessage());
        } finally {
            works.remove(campaign);
            if (away) {
                current().lost(campaign, problem);
            } else {
                current().closed(campaign, problem);
            }
            if (unfit) {
                current().unfit();
            }
        }
    }

    private Leaving worked(String campaign, Room part) throws UnfitNode, UntrustedException, InterruptedException {
        if (queues.view().campaign(campaign).isEmpty()) {
            return Leaving.COMPLETE; // purged since somebody rang: its folder must not be made again
        }
        Path logs = options.logs().resolve("campaigns").resolve(campaign);
        try (Books own = Books.open(logs, options.name(), node.clock())) {
            CampaignWork work = new CampaignWork(options, campaign, node, own);
            return work.run(queues, key, part, open -> opened(campaign, open));
        }
    }

    private void opened(String campaign, CampaignWork.Open open) {
        works.put(campaign, open);
        Leaving why = current().leaving();
        if (why != null) {
            open.slots().close(why); // it was told so just before
        }
    }

    private PoolLoop current() {
        return Objects.requireNonNull(loop.get());
    }

    private void stop(Leaving why) {
        current().leave(why);
        works.values().forEach(work -> work.slots().stop(why));
    }

    private void drain(Leaving why) {
        current().leave(why);
        works.values().forEach(work -> work.slots().close(why));
    }

    private void stopped(KillNotice notice) {
        notice.read()
                .ifPresentOrElse(
                        cause -> {
                            current().leave(Leaving.STOPPED);
                            works.values()
                                    .forEach(work ->
                                            work.slots().stop(Leaving.STOPPED, cause.outcome(), cause.reason()));
                        },
                        () -> stop(Leaving.STOPPED));
    }

    /** The allocation ends; without a known end the warning may be the last word before KILL. */
    private void warned() {
        if (options.allocation().ends() == null) {
            stop(Leaving.STOPPED);
        } else {
            drain(Leaving.WARNED);
        }
    }

    @Override
    public void leave() {
        stop(Leaving.BROKEN);
    }

    @Override
    public void tell(String part, Throwable cause) {
        Departure.tell(books.diary(), part, cause);
    }

    @Override
    public void halt() {
        try {
            works.values().forEach(work -> work.departure().keep());
        } finally {
            Runtime.getRuntime().halt(Leaving.BROKEN.exitStatus());
        }
    }
}
