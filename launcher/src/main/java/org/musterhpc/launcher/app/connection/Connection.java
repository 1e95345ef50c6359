package org.musterhpc.launcher.app.connection;

import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.server.LocalRedis;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** The server and the queues on it, opened when they are first asked for. */
public final class Connection implements QueueServer, AutoCloseable {
    private final MusterHome home;
    private final Map<String, String> env;
    private final Setup setup;
    private final Function<RedisAddress, Link> connect;
    private final String program =
            Machine.here().name() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private @Nullable RedisAddress address;
    private @Nullable Link link;
    private @Nullable Snapshots snapshots;

    public Connection(MusterHome home, Map<String, String> env, Setup setup, Function<RedisAddress, Link> connect) {
        this.home = home;
        this.env = env;
        this.setup = setup;
        this.connect = connect;
    }

    /** Where Redis is; Muster's own server is started if need be. */
    @Override
    public RedisAddress address() {
        RedisAddress known = address;
        if (known == null) {
            RedisAddress named = setup.redis();
            known = named != null ? named : own().ensureRunning();
            address = known;
        }
        return known;
    }

    /** Where agents on other machines find Redis; null where they cannot reach it. */
    public @Nullable RedisAddress addressElsewhere() {
        RedisAddress named = setup.redis();
        return named != null ? named : own().elsewhere();
    }

    /** The server that Muster brings along. */
    public LocalRedis own() {
        return new LocalRedis(home, env, setup.listen());
    }

    /** Whether campaigns are on the server that Muster brings along. */
    public boolean embedded() {
        return setup.redis() == null;
    }

    /**
     * Starts Muster's own server again, on its data and its port, if it has gone; leaves another's server alone.
     *
     * @throws Problem where its data have gone: an empty server in their place would know of no campaign
     */
    public void revive() {
        if (embedded()) {
            if (Files.notExists(home.redis())) {
                throw Problem.unreachable(
                        home.redis() + " is gone, and with it what Muster's own Redis kept",
                        "where it was moved, set MUSTER_HOME to its new place, and say this again");
            }
            own().ensureRunning();
        }
    }

    /** How a server is connected to. */
    public Function<RedisAddress, Link> connect() {
        return connect;
    }

    public Link link() {
        Link open = link;
        if (open == null) {
            open = connect.apply(address());
            link = open;
        }
        return open;
    }

    /**
     * What can be read of campaigns.
     *
     * @throws Problem usage, where there never was one: no server is started for that
     */
    @Override
    public View view() {
        if (embedded() && !Files.isDirectory(home.redis())) {
            throw Problem.usage(
                    "there is no campaign yet", "muster run FILE makes one; muster init writes a first FILE");
        }
        return link().view();
    }

    @Override
    public synchronized Snapshots snapshots() {
        Snapshots known = snapshots;
        if (known == null) {
            known = new Snapshots(view(), this::ledger);
            snapshots = known;
        }
        return known;
    }

    /**
     * A campaign that was there a moment ago.
     *
     * @throws Problem failed, where it is not
     */
    public Campaign campaign(String name) {
        return view().campaign(name)
                .orElseThrow(() -> Problem.failed(
                        "campaign " + name + " is not there any more", "somebody has removed it meanwhile"));
    }

    @Override
    public Ledger ledger() {
        return link().ledger();
    }

    @Override
    public Control control() {
        return link().control();
    }

    @Override
    public Pool pool(String name) {
        return link().pool(name);
    }

    @Override
    public WorkQueue work(String campaign) {
        return link().work(campaign);
    }

    @Override
    public String program() {
        return program;
    }

    @Override
    public AgentSpec spec(String campaign, @Nullable SigningKey key) {
        return setup.spec(campaign, key, address(), home.logs(campaign));
    }

    @Override
    public @Nullable RedisAddress elsewhere() {
        RedisAddress elsewhere = addressElsewhere();
        return elsewhere == null ? null : setup.forAgents(elsewhere);
    }

    @Override
    public void close() {
        Link open = link;
        if (open != null) {
            open.close();
        }
    }
}
