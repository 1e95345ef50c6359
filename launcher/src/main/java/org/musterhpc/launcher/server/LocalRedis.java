package org.musterhpc.launcher.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerProbe;
import org.musterhpc.queue.redis.connect.ServerProbe.Answer;

/** The Redis server of one {@code MUSTER_HOME}: started when it is needed, found again by whoever comes later. */
public final class LocalRedis {
    /** A server on the same machine answers at once, unless it is at a long script or the machine is overloaded. */
    private static final Duration KNOCK = Duration.ofSeconds(3);

    private static final Duration LOCK = Duration.ofMinutes(2);
    private static final Duration GOING = Duration.ofMinutes(1);

    private final ServerFolder folder;
    private final Map<String, String> env;
    private final InstantSource clock;
    private final Pause pause;
    private final Residence residence;
    private final Duration patience;
    private final Duration going;
    private final @Nullable String listen;

    /** @param env the environment: {@code PATH}, and {@code MUSTER_REDIS_SERVER} ({@code embedded}, or a program) */
    public LocalRedis(MusterHome home, Map<String, String> env) {
        this(home, env, null);
    }

    /** @param listen an address of this machine where agents on others reach it; null: loopback alone */
    public LocalRedis(MusterHome home, Map<String, String> env, @Nullable String listen) {
        this(home, env, listen, KNOCK, GOING);
    }

    /**
     * @param patience for an answer
     * @param going how long a server that is there may take to come or to go
     */
    LocalRedis(MusterHome home, Map<String, String> env, @Nullable String listen, Duration patience, Duration going) {
        this.listen = listen;
        this.patience = patience;
        this.going = going;
        this.folder = new ServerFolder(home.root(), home.redis());
        this.env = Map.copyOf(env);
        this.clock = InstantSource.system();
        this.pause = Pause.real();
        this.residence = new Residence(folder.residence(), Machine.here());
    }

    /**
     * Finds the server, or starts it, on the data that it left; on return it answers.
     *
     * @throws Problem where that cannot be: usage (2) for a folder or program that will not do, unreachable (3) else
     */
    public RedisAddress ensureRunning() {
        return guarded(() -> {
            Optional<ServerConfig> known = folder.config();
            if (known.isPresent() && knock(known.get()) == Answer.UP) {
                return heard(known.get()).address();
            }
            folder.make();
            return heard(ServerLock.holding(folder.lock(), until(LOCK), this::findOrStart))
                    .address();
        });
    }

    /**
     * The server as agents on other machines reach it: started where need be.
     *
     * @return null where it listens on loopback alone
     */
    public @Nullable RedisAddress elsewhere() {
        ensureRunning();
        Optional<ServerConfig> running = guarded(folder::config);
        return running.map(ServerConfig::elsewhere).orElse(null);
    }

    private ServerConfig heard(ServerConfig running) {
        if (listen != null && !listen.equals(running.listen())) {
            throw Problem.usage(
                    "the Redis that runs here does not listen on " + listen
                            + ", as redis.listen in muster.yml wants it",
                    "when its agents may miss it for a moment: muster redis stop, then this again");
        }
        return running;
    }

    /** What there is; starts nothing. */
    public ServerStatus status() {
        return guarded(() -> {
            Optional<ServerConfig> known = folder.config();
            if (known.isEmpty() || knock(known.get()) != Answer.UP) {
                return new ServerStatus(folder.root(), null);
            }
            try (ServerProbe probe = ServerProbe.open(known.get().address(), patience)) {
                return new ServerStatus(
                        folder.root(),
                        ServerStatus.Running.of(known.get().address().url(), probe.info()));
            }
        });
    }

    /**
     * Ends the server, its data safe on disk; on return it is gone.
     *
     * @return whether there was one
     */
    public boolean stop() {
        return guarded(() -> {
            if (folder.config().isEmpty()) {
                return false;
            }
            return ServerLock.holding(
                    folder.lock(), until(LOCK), () -> stopped(folder.config().orElseThrow()));
        });
    }

    private ServerConfig findOrStart() throws IOException {
        residence.check();
        Optional<ServerConfig> known = folder.config();
        Patience there = until(going);
        while (known.isPresent()) {
            Answer answer = knock(known.get());
            if (answer == Answer.UP) {
                return known.get();
            }
            boolean ours = folder.process().isPresent();
            if (answer != Answer.LOADING && !ours) {
                break;
            }
            // It reads its data, is just starting, or is just ending. Never a second one on the same data.
            if (!there.lasts()) {
                throw mute();
            }
        }
        residence.enter();
        return new ServerStart(folder, env, clock, pause).start(known, listen);
    }

    private boolean stopped(ServerConfig config) throws IOException {
        residence.check();
        Answer answer = knock(config);
        if (answer == Answer.UP || answer == Answer.LOADING) {
            try (ServerProbe probe = ServerProbe.open(config.address(), patience)) {
                probe.shutdown();
            }
        } else if (folder.process().isEmpty()) {
            residence.leave();
            return false;
        }
        Patience there = until(going);
        while (folder.process().isPresent() || knock(config) != Answer.NOBODY) {
            if (!there.lasts()) {
                throw mute();
            }
        }
        residence.leave();
        return true;
    }

    private Problem mute() {
        String pid =
                folder.process().isPresent() ? " (process " + folder.process().getAsLong() + ")" : "";
        return Problem.unreachable(
                "the Redis server of " + folder.root() + pid + " is there but neither answers nor ends",
                "look into " + folder.log() + "; if it hangs, end that process, and start again: its data are on disk");
    }

    private Answer knock(ServerConfig config) {
        return Port.isSomebodyElses(config.port()) ? Answer.STRANGE : ServerProbe.knock(config.address(), patience);
    }

    private Patience until(Duration limit) {
        return new Patience(limit, clock, pause);
    }

    private <T> T guarded(ServerLock.Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw Problem.unreachable(
                    "the folder of the Redis server, " + folder.root() + ", cannot be used: " + PrivateFiles.reason(e),
                    "make room or set the rights right there, or set MUSTER_HOME to another folder");
        }
    }
}
