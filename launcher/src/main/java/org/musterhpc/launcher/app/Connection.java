package org.musterhpc.launcher.app;

import java.nio.file.Files;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.server.LocalRedis;
import org.musterhpc.queue.View;
import org.musterhpc.queue.redis.RedisAddress;

/** The server and the queues on it, opened when they are first asked for. */
public final class Connection implements AutoCloseable {
    private final MusterHome home;
    private final Map<String, String> env;
    private final Settings settings;
    private final Function<RedisAddress, Link> connect;
    private @Nullable RedisAddress address;
    private @Nullable Link link;

    public Connection(
            MusterHome home, Map<String, String> env, Settings settings, Function<RedisAddress, Link> connect) {
        this.home = home;
        this.env = env;
        this.settings = settings;
        this.connect = connect;
    }

    /** Where Redis is; Muster's own server is started if need be. */
    public RedisAddress address() {
        RedisAddress known = address;
        if (known == null) {
            RedisAddress named = settings.redis();
            known = named != null ? named : own().ensureRunning();
            address = known;
        }
        return known;
    }

    /** Where agents on other machines find Redis; null where they cannot reach it. */
    public @Nullable RedisAddress addressElsewhere() {
        RedisAddress named = settings.redis();
        return named != null ? named : own().elsewhere();
    }

    /** The server that Muster brings along. */
    public LocalRedis own() {
        return new LocalRedis(home, env, settings.listen());
    }

    /** Whether campaigns are on the server that Muster brings along. */
    boolean embedded() {
        return settings.redis() == null;
    }

    /** Starts Muster's own server again, on its data and its port, if it has gone; leaves another's server alone. */
    public void revive() {
        if (embedded()) {
            own().ensureRunning();
        }
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
    public View view() {
        if (embedded() && !Files.isDirectory(home.redis())) {
            throw Problem.usage(
                    "there is no campaign yet", "muster run FILE makes one; muster init writes a first FILE");
        }
        return link().view();
    }

    @Override
    public void close() {
        Link open = link;
        if (open != null) {
            open.close();
        }
    }
}
