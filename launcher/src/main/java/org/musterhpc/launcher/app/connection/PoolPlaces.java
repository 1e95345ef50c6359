package org.musterhpc.launcher.app.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.pool.PoolMachine;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.AwayShell;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.time.Time;

/** The machines of pools, each with one shell, which is opened when it is first asked for. */
final class PoolPlaces implements AutoCloseable {
    private final MusterHome home;
    private final Shells shells;
    private final Time time;
    private final Retries retries;
    private final Map<String, Shell> open = new LinkedHashMap<>();

    PoolPlaces(MusterHome home, Shells shells, Time time) {
        this.home = home;
        this.shells = shells;
        this.time = time;
        this.retries = new Retries(time.pause());
    }

    List<PoolMachine> of(ClusterSettings pool) {
        if (pool instanceof ClusterSettings.Hosts hosts) {
            List<PoolMachine> machines = new ArrayList<>();
            hosts.hosts().forEach(host -> machines.add(host(hosts, host)));
            return machines;
        }
        return List.of(here(home.pool(pool.name()).toString()));
    }

    /** The folder on this machine of what looks after a pool; one in arrays has nothing else here. */
    PoolMachine caring(ClusterSettings pool) {
        return here((pool instanceof ClusterSettings.Batch ? home.pool(pool.name()) : home.scaling(pool.name()))
                .toString());
    }

    private PoolMachine here(String folder) {
        Shell here = open.computeIfAbsent("", none -> shells.open(null, ""));
        return new PoolMachine(
                Machine.here().name(),
                here,
                retries,
                folder,
                () -> List.of(AgentProgram.find().toString()));
    }

    private long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(time.clock().millis());
    }

    private PoolMachine host(ClusterSettings.Hosts hosts, String host) {
        ClusterSettings.Site site = hosts.site();
        Shell shell = open.computeIfAbsent(
                hosts.name() + " " + host, none -> new AwayShell(shells.open(site.ssh(), host), this::nanos));
        return new PoolMachine(
                host,
                shell,
                retries,
                site.remoteDir() + "/pools/" + hosts.name(),
                () -> new BundleInstaller(home, AgentLibrary.find(), retries)
                        .install(shell, site.remoteDir())
                        .start());
    }

    @Override
    public void close() {
        open.values().forEach(Shell::close);
        open.clear();
    }
}
