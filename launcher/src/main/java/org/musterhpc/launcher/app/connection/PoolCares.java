package org.musterhpc.launcher.app.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.cluster.batch.ArrayPool;
import org.musterhpc.launcher.cluster.batch.PoolElements;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.AtOnce;
import org.musterhpc.launcher.cluster.batch.submission.PoolDeployer;
import org.musterhpc.launcher.cluster.pool.KeptOrder;
import org.musterhpc.launcher.cluster.pool.MachinePool;
import org.musterhpc.launcher.cluster.pool.PoolBacklog;
import org.musterhpc.launcher.cluster.pool.PoolCare;
import org.musterhpc.launcher.cluster.pool.PoolMachines;
import org.musterhpc.launcher.cluster.pool.PoolOwner;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PoolKey;
import org.musterhpc.launcher.time.Time;

/** What looks after the pools that have agents as there is work: one for each pool, for all who do so in this program. */
final class PoolCares implements AutoCloseable {
    private final QueueServer server;
    private final MusterHome home;
    private final Notes notes;
    private final Time time;
    private final Map<String, ArrayPool> arrays = new LinkedHashMap<>();
    private final Map<String, MachinePool> machines = new LinkedHashMap<>();

    PoolCares(QueueServer server, MusterHome home, Notes notes, Time time) {
        this.server = server;
        this.home = home;
        this.notes = notes;
        this.time = time;
    }

    ArrayPool inArrays(ClusterSettings.Batch batch, Function<ClusterSettings.Batch, Site> sites) {
        return arrays.computeIfAbsent(batch.name(), name -> {
            Site site = sites.apply(batch);
            PoolDeployer deployer = new PoolDeployer(site, home, notes, time);
            return new ArrayPool(site, server, server.pool(name), new PoolElements(site, server, key(batch), deployer));
        });
    }

    /** Null: its agents are as many as muster.yml says, whatever there is to do. */
    @Nullable
    PoolCare onMachines(ClusterSettings settings, Function<ClusterSettings, PoolMachines> there) {
        ClusterSettings.Pool pool = settings.pool();
        ClusterSettings.Scaling scaling = pool == null ? null : pool.scaling();
        return scaling == null
                ? null
                : machines.computeIfAbsent(settings.name(), name -> {
                    AgentSpec spec = server.spec(name, null);
                    boolean auto = spec.slots().equals("auto");
                    PoolBacklog backlog =
                            new PoolBacklog(server.view(), auto, (stages, tallies) -> AtOnce.of(stages, tallies, 0));
                    // What other machines have is not known before an agent was there.
                    int slots = auto ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(spec.slots());
                    return new MachinePool(
                            there.apply(settings),
                            server,
                            server.pool(name),
                            backlog,
                            new MachinePool.Manner(
                                    PoolOwner.of(home),
                                    scaling.idle(),
                                    slots,
                                    new KeptOrder(home, name, server.address())));
                });
    }

    PoolKey key(ClusterSettings settings) {
        ClusterSettings.Pool pool = settings.pool();
        return PoolKey.of(home, settings.name(), pool == null ? null : pool.keyFile());
    }

    @Override
    public void close() {
        arrays.values().forEach(ArrayPool::close);
        arrays.clear();
        machines.values().forEach(MachinePool::close);
        machines.clear();
    }
}
