package org.musterhpc.launcher.app.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.pool.KeptOrder;
import org.musterhpc.launcher.cluster.pool.PoolCare;
import org.musterhpc.launcher.cluster.pool.PoolMachine;
import org.musterhpc.launcher.cluster.pool.PoolMachines;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.queue.Pool;

/** Starts, stops and looks at the agents of a pool. They go on without this program. */
public record PoolControl(Environment here, Connection connection, Setup setup, ClusterConnections clusters) {
    private static final Duration UP = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration GIVE_UP_SLACK = Duration.ofSeconds(15);

    /** Looks now and then; each look asks every machine. */
    private void awaitStanding(Duration most, Supplier<PoolStanding> look, Predicate<PoolStanding> done) {
        Patience patience = clusters.time().patience(most);
        while (!done.test(look.get()) && patience.lasts()) {
            clusters.time().pause().pause(LOOK);
        }
    }

    /** Has its agents kept on each machine, and waits until they are heard of, or some do not come. */
    public PoolStanding start(String name, @Nullable Integer agents) {
        ClusterSettings settings = settings(name);
        if (settings instanceof ClusterSettings.Batch batch) {
            return inArrays(batch, control -> control.start(agents));
        }
        PoolMachines machines = clusters.machines(settings);
        try (Pool pool = connection.pool(name)) {
            PoolMachine.Orders orders = orders(settings);
            MachineScaling scaling = scaling(settings, pool);
            int count = scaling.order(agents, agentsOf(settings));
            List<Reply> replies = machines.start(orders, count, scaling.on());
            replies.stream().filter(Reply::failed).forEach(this::tell);
            replies.stream()
                    .filter(reply -> !reply.note().isEmpty())
                    .forEach(reply -> clusters.notes().note(reply.machine() + ": " + reply.note()));
            if (replies.stream().allMatch(Reply::failed)) {
                throw Problem.unreachable(
                        "no machine of pool " + name + " could be started: "
                                + replies.get(0).failure(),
                        "muster doctor --cluster " + name + " looks over them");
            }
            scaling.care();
            awaitStanding(
                    UP,
                    () -> standing(settings, pool, machines),
                    now -> (now.settled() && now.careSettled()) || now.dying());
            return standing(settings, pool, machines).with(replies);
        }
    }

    /**
     * Ends its agents.
     *
     * @param now whether what runs is given back; else it ends first
     */
    public PoolStanding stop(String name, boolean now, BooleanSupplier stopped) {
        ClusterSettings settings = settings(name);
        if (settings instanceof ClusterSettings.Batch batch) {
            return inArrays(batch, control -> control.stop(now, stopped));
        }
        PoolMachines machines = clusters.machines(settings);
        try (Pool pool = connection.pool(name)) {
            scaling(settings, pool).stop(now);
            List<Reply> replies = machines.stop(now);
            replies.stream().filter(Reply::failed).forEach(this::tell);
            Duration grace = setup.stopGrace().plus(GIVE_UP_SLACK);
            Patience patience = clusters.time().patience(grace);
            boolean waits = true;
            while (waits && !stopped.getAsBoolean() && !ended(machines.states())) {
                // What runs may run for hours: then only who is asked to stop now has an end.
                waits = !now || patience.lasts();
                if (!now) {
                    clusters.time().pause().pause(Duration.ofMillis(500));
                }
            }
            return standing(settings, pool, machines).with(replies);
        }
    }

    /** Another agent begins before each leaves, one after the other on each machine; nothing waits for that. */
    public PoolStanding upgrade(String name, BooleanSupplier stopped) {
        ClusterSettings settings = settings(name);
        if (settings instanceof ClusterSettings.Batch batch) {
            return inArrays(batch, ArrayPoolControl::upgrade);
        }
        PoolMachines machines = clusters.machines(settings);
        try (Pool pool = connection.pool(name)) {
            MachineScaling scaling = scaling(settings, pool);
            scaling.rest();
            new Replacement(pool, machines, clusters.time(), this::tell)
                    .all(machines.prepare(orders(settings)), stopped);
            scaling.care();
            awaitStanding(UP, () -> standing(settings, pool, machines), PoolStanding::careSettled);
            return standing(settings, pool, machines);
        }
    }

    public PoolStanding status(String name) {
        ClusterSettings settings = settings(name);
        if (settings instanceof ClusterSettings.Batch batch) {
            return inArrays(batch, ArrayPoolControl::standing);
        }
        try (Pool pool = connection.pool(name)) {
            return standing(settings, pool, clusters.machines(settings));
        }
    }

    private PoolStanding inArrays(ClusterSettings.Batch batch, Function<ArrayPoolControl, PoolStanding> deed) {
        try (Pool pool = connection.pool(batch.name())) {
            MachineScaling.Program care = care(batch);
            return deed.apply(
                    new ArrayPoolControl(batch, pool, clusters, orders(batch.name()), care.words(), care.server()));
        }
    }

    private MachineScaling scaling(ClusterSettings settings, Pool pool) {
        return new MachineScaling(settings, pool, clusters, here.home(), orders(settings.name()), care(settings));
    }

    private KeptOrder orders(String pool) {
        return new KeptOrder(here.home(), pool, connection.address());
    }

    private MachineScaling.Program care(ClusterSettings settings) {
        List<String> words = new ArrayList<>(muster());
        words.addAll(List.of("sentinel", "--pool", settings.name()));
        return new MachineScaling.Program(words, connection.embedded() ? server() : List.of());
    }

    /** Looks after a pool that has agents as there is work; the caller tells what the rounds say. */
    public PoolWatch watch(String name) {
        PoolCare care = clusters.care(settings(name));
        if (care == null) {
            throw Problem.usage(
                    "pool " + name + " has as many agents as agents: says, and they are kept without a sentinel",
                    "--pool is for pools with min and max: write pool: {min: 0, max: N} to it in muster.yml");
        }
        return new PoolWatch(care, clusters.notes());
    }

    /** The pool that a word means; where there is one alone, it need not be named. */
    public String meant(@Nullable String word) {
        List<String> pools = setup.pools();
        if (word != null) {
            return settings(word).name();
        }
        if (pools.size() == 1) {
            return pools.get(0);
        }
        throw Problem.usage(
                pools.isEmpty() ? "muster.yml has no pool" : "which pool? There are " + String.join(", ", pools),
                pools.isEmpty()
                        ? "write one: clusters: {lab: {type: local, agents: 2, pool: true}}"
                        : "name it: muster pool status " + pools.get(0));
    }

    private PoolStanding standing(ClusterSettings settings, Pool pool, PoolMachines machines) {
        return new PoolStanding(settings.name(), pool.campaigns(), machines.states(), pool.members(), pool.now())
                .with(scaling(settings, pool).standing());
    }

    private ClusterSettings settings(String name) {
        ClusterSettings settings = setup.cluster(name);
        if (settings.pool() == null) {
            throw Problem.usage(
                    "cluster '" + name + "' is no pool: its agents belong to one campaign each",
                    "write pool: true to it in muster.yml");
        }
        return settings;
    }

    private static int agentsOf(ClusterSettings settings) {
        return settings instanceof ClusterSettings.Local local
                ? local.agents()
                : settings instanceof ClusterSettings.Hosts hosts ? hosts.agents() : 1;
    }

    private PoolMachine.Orders orders(ClusterSettings settings) {
        boolean local = settings instanceof ClusterSettings.Local;
        var redis = local ? connection.address() : connection.elsewhere();
        if (redis == null) {
            throw Problem.usage(
                    "agents on " + settings.name()
                            + " cannot reach the Redis that Muster starts: it listens on this machine alone",
                    "let it listen where they reach this machine: redis: {listen: ADDRESS} in muster.yml; or name"
                            + " another: redis: {url: …}");
        }
        return new PoolMachine.Orders(
                settings.name(),
                setup.spec("", null, redis, here.home().pool(settings.name())),
                local ? setup.forAgents(redis) : redis,
                clusters.poolKey(settings).keptOrFresh(),
                local && connection.embedded() ? server() : List.of());
    }

    /** Where the Redis that we start says its process, and what starts it. */
    private List<String> server() {
        List<String> words =
                new ArrayList<>(List.of(here.home().redis().resolve("redis.pid").toString()));
        words.addAll(muster());
        words.addAll(List.of("redis", "start"));
        return words;
    }

    /** What starts this program as it was started. */
    private List<String> muster() {
        return List.of(
                "env",
                "MUSTER_HOME=" + here.home().root(),
                "MUSTER_CONFIG=" + setup.file(),
                AgentProgram.find().resolveSibling("muster").toString());
    }

    private void tell(Reply reply) {
        clusters.notes().note(reply.machine() + ": " + reply.failure());
    }

    private static boolean ended(List<Reply> replies) {
        return replies.stream()
                .allMatch(reply ->
                        reply.failed() || reply.state() == null || reply.state().ended());
    }
}
