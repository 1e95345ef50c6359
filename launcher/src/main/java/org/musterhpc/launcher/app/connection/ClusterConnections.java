package org.musterhpc.launcher.app.connection;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.Cluster;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.cluster.SentTo;
import org.musterhpc.launcher.cluster.batch.ArrayCluster;
import org.musterhpc.launcher.cluster.batch.ArrayPool;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.local.LocalCluster;
import org.musterhpc.launcher.cluster.pool.PoolCare;
import org.musterhpc.launcher.cluster.pool.PoolCluster;
import org.musterhpc.launcher.cluster.pool.PoolMachine;
import org.musterhpc.launcher.cluster.pool.PoolMachines;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.follow.Fleets;
import org.musterhpc.launcher.follow.LogFolders;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PoolKey;
import org.musterhpc.launcher.logs.Reach;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** The clusters in {@code muster.yml}. Each is connected to once, when it is first asked for something. */
public final class ClusterConnections implements AutoCloseable {
    private final Setup setup;
    private final QueueServer server;
    private final MusterHome home;
    private final Notes notes;
    private final Time time;
    private final Shells shells;
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final PoolCares cares;
    private final PoolPlaces places;

    public ClusterConnections(Setup setup, QueueServer server, MusterHome home, Notes notes, Time time, Shells shells) {
        this.setup = setup;
        this.server = server;
        this.home = home;
        this.notes = notes;
        this.time = time;
        this.shells = shells;
        this.cares = new PoolCares(server, home, notes, time);
        this.places = new PoolPlaces(home, shells, time);
    }

    /**
     * The cluster of that name, or this machine.
     *
     * @throws Problem usage, where there is no such cluster
     */
    public Cluster named(@Nullable String name) {
        ClusterSettings settings = setup.cluster(name);
        if (settings.pool() != null) {
            return pool(settings);
        }
        if (settings instanceof ClusterSettings.Local local) {
            return new LocalCluster(local, setup.agents(), home, server, time);
        }
        if (settings instanceof ClusterSettings.Batch batch) {
            return new ArrayCluster(site(batch), server, home, notes, time);
        }
        throw new IllegalStateException("no cluster of such settings: " + settings);
    }

    private Cluster pool(ClusterSettings settings) {
        return new PoolCluster(
                settings.name(), poolKey(settings), server, () -> server.pool(settings.name()), care(settings));
    }

    /** A pool in arrays: one for all who look after it in this program. */
    public ArrayPool arrayPool(ClusterSettings.Batch batch) {
        return cares.inArrays(batch, this::site);
    }

    /** What looks after a pool that has agents as there is work; null: it has as many as it has. */
    public @Nullable PoolCare care(ClusterSettings settings) {
        return settings instanceof ClusterSettings.Batch batch
                ? arrayPool(batch)
                : cares.onMachines(settings, this::machines);
    }

    /** This machine, as the one on which a program is kept that looks after a pool. */
    public PoolMachines caring(ClusterSettings settings) {
        return new PoolMachines(List.of(places.caring(settings)));
    }

    /** The key of a pool, there or not. */
    public PoolKey poolKey(ClusterSettings settings) {
        return cares.key(settings);
    }

    /** The machines on which a pool's agents are kept. */
    public PoolMachines machines(ClusterSettings settings) {
        return new PoolMachines(places.of(settings));
    }

    /** Where the logs of a pool's campaigns are that this machine sees. */
    public List<Path> poolLogs(String campaign) {
        return setup.pools().stream()
                .map(pool -> setup.poolRoot(setup.cluster(pool), home)
                        .resolve("campaigns")
                        .resolve(campaign))
                .toList();
    }

    /**
     * Starts a campaign's agents on the cluster that is named, and on every other that the campaign was sent to before.
     * Where none is named and it was sent nowhere, on this machine.
     *
     * @param tasks how many tasks each stage will have, where they are still to be sent
     */
    public Fleets open(Campaign campaign, OwnedKeys keys, Map<String, Long> tasks, @Nullable String named) {
        Set<String> sentTo = server.ledger().goals(campaign.name()).keySet();
        Set<String> names = new LinkedHashSet<>();
        if (named != null || sentTo.isEmpty()) {
            names.add(setup.cluster(named).name());
        }
        names.addAll(sentTo);
        Fleets fleets = new Fleets();
        for (String name : names) {
            if (!setup.knows(name) && !name.equals(named)) {
                notes.note(campaign.name() + " has agents on cluster " + name + ", which muster.yml does not have: "
                        + "nobody looks after them from here");
                continue;
            }
            Cluster cluster = named(name);
            noteSentTo(campaign, cluster);
            fleets.add(cluster.open(campaign, keys.of(campaign), tasks), cluster.remote());
        }
        return fleets;
    }

    /** Writes down that the campaign is sent there, should Redis lose it. */
    public void noteSentTo(Campaign campaign, Cluster cluster) {
        if (cluster.remote()) {
            new SentTo(home, server.ledger()).note(campaign.name(), cluster.name());
        }
    }

    /**
     * The campaign's fleets on other machines, for a program that starts no agents here.
     *
     * @param key null: the fleets can be looked at and ended, but nothing can be started for them
     * @param without clusters whose fleets are attached already
     */
    public List<Fleet> attach(Campaign campaign, @Nullable SigningKey key, Set<String> without) {
        return attach(campaign, key, server.ledger().goals(campaign.name()).keySet(), without);
    }

    /**
     * The same of the clusters that are named.
     *
     * @param names those that the campaign has a goal for
     */
    public List<Fleet> attach(Campaign campaign, @Nullable SigningKey key, Set<String> names, Set<String> without) {
        List<Fleet> fleets = new ArrayList<>();
        for (String name : names) {
            if (isRemote(name) && !without.contains(name)) {
                fleets.add(named(name).attach(campaign, key));
            }
        }
        return fleets;
    }

    /** The same, for whoever follows the campaign. */
    public Fleets attach(Campaign campaign, SigningKey key) {
        Fleets fleets = new Fleets();
        attach(campaign, key, Set.of()).forEach(fleet -> fleets.add(fleet, true));
        return fleets;
    }

    /** Whether it is a cluster of ours whose agents run on other machines. */
    public boolean isRemote(String name) {
        return setup.batch(name) != null;
    }

    public Site site(ClusterSettings.Batch settings) {
        return sites.computeIfAbsent(settings.name(), name -> connect(settings));
    }

    private Site connect(ClusterSettings.Batch settings) {
        Dialect dialect = Dialects.named(settings.dialect())
                .orElseThrow(() -> new IllegalStateException("no dialect " + settings.dialect()));
        return new Site(
                settings,
                dialect,
                shells.open(settings.site().ssh(), settings.name()),
                new Retries(time.pause()),
                kept(settings.name()));
    }

    /** Ages of answers are told in the time of the Redis that they were asked through. */
    private Path kept(String cluster) {
        RedisAddress redis = server.address();
        String known = redis.url() + " " + redis.user() + " " + redis.prefix();
        UUID digest = UUID.nameUUIDFromBytes(known.getBytes(StandardCharsets.UTF_8));
        return home.cluster(cluster).resolve(digest.toString());
    }

    /** A campaign's logs, on this machine and on clusters that are reached over SSH. */
    public RemoteLogs logs(String campaign) {
        List<Path> folders = new ArrayList<>(List.of(home.logs(campaign)));
        // Of a cluster whose file system is mounted here, under the same name.
        setup.batches()
                .forEach(batch -> folders.add(
                        setup.root(batch).resolve("campaigns").resolve(campaign).resolve("logs")));
        folders.addAll(poolLogs(campaign));
        return new RemoteLogs(
                home.fetched(campaign), new LogFolders(folders), new Retries(time.pause()), (cluster, agent) -> {
                    ClusterSettings.Batch batch = setup.batch(cluster);
                    if (batch != null) {
                        return batch.site().ssh() == null ? null : at(batch, campaign);
                    }
                    return machines(cluster).stream()
                            .filter(machine -> machine.hasAgent(cluster, agent))
                            .map(machine -> machine.logs(cluster, campaign))
                            .findFirst()
                            .orElse(null);
                });
    }

    /** Of a cluster of hosts; none: it is none, or is not known here. */
    private List<PoolMachine> machines(String cluster) {
        return setup.knows(cluster) && setup.cluster(cluster) instanceof ClusterSettings.Hosts hosts
                ? places.of(hosts)
                : List.of();
    }

    /** A shell on each machine of a cluster of hosts, by how muster.yml calls it; they are closed with this. */
    public Map<String, Shell> shells(ClusterSettings.Hosts hosts) {
        Map<String, Shell> all = new LinkedHashMap<>();
        places.of(hosts).forEach(machine -> all.put(machine.name(), machine.shell()));
        return all;
    }

    /** A campaign's logs on each machine of a pool of hosts; none: it is another cluster. */
    public List<Reach> onHosts(String cluster, String campaign) {
        return machines(cluster).stream()
                .map(machine -> machine.logs(cluster, campaign))
                .toList();
    }

    /** A campaign's logs on a cluster. */
    public Reach at(ClusterSettings.Batch batch, String campaign) {
        String folder = folder(batch, campaign);
        return new Reach(batch.name(), site(batch).shell(), batch.pool() == null ? folder + "/logs" : folder);
    }

    /** The folder on a cluster in which a campaign's tasks run where theirs is not there. */
    public String work(ClusterSettings.Batch batch, String campaign) {
        return folder(batch, campaign) + "/work";
    }

    private static String folder(ClusterSettings.Batch batch, String campaign) {
        String remote = batch.site().remoteDir();
        return (batch.pool() == null ? remote : remote + "/pools/" + batch.name()) + "/campaigns/" + campaign;
    }

    /** Another connection to a cluster, which the caller closes. */
    public Shell shell(ClusterSettings.Batch batch) {
        return shells.open(batch.site().ssh(), batch.name());
    }

    public Time time() {
        return time;
    }

    public Notes notes() {
        return notes;
    }

    @Override
    public void close() {
        cares.close();
        sites.values().forEach(Site::close);
        sites.clear();
        places.close();
    }
}
