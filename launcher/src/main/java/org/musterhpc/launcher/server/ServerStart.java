package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.redis.connect.ServerProbe;
import org.musterhpc.queue.redis.connect.ServerProbe.Answer;

/** Starts a server. Whoever does that holds the lock, and knows that none is running. */
record ServerStart(ServerFolder folder, Map<String, String> env, InstantSource clock, Pause pause) {
    private static final int TRIES = 5;
    private static final Duration KNOCK = Duration.ofSeconds(3);
    /** Also for reading a large append-only file: a million tasks take about two seconds. */
    private static final Duration LOADING = Duration.ofMinutes(10);

    private static final ServerBinary.Version SEVEN = new ServerBinary.Version(7, 0);
    private static final long LONG_LOG = 4 << 20;

    /**
     * @param known where the last server listened; kept where it can be, so that agents find the new one
     * @param listen an address beside loopback's, or null
     */
    ServerConfig start(Optional<ServerConfig> known, @Nullable String listen) throws IOException {
        ServerBinary binary = ServerBinary.choose(env, folder::own);
        if (folder.needsVersion7() && !binary.version().atLeast(SEVEN)) {
            throw Problem.unreachable(
                    binary.program() + " is version " + binary.version() + " and cannot read the data in "
                            + folder.data(),
                    "set " + ServerBinary.CHOICE + "=embedded, or install a server of version 7.0 or later");
        }
        if (listen != null && !Port.isOurs(listen)) {
            throw Problem.usage(
                    "the Redis server cannot listen on " + listen + ": that is no address of this machine",
                    "write one that is (ip addr lists them) for redis.listen in muster.yml");
        }
        shorten();
        Optional<AppendOnlyFile> written = AppendOnlyFile.in(folder.data());
        if (written.isPresent() && !written.get().ends()) {
            written.get().mend(binary.program(), folder);
        }
        Optional<ServerConfig> wanted =
                known.map(config -> config.listening(listen)).filter(config -> Port.isFree(config.port()));
        for (int tries = 0; tries < TRIES; tries++) {
            // Another port gets another password too: whoever took the old one may have been shown the old one.
            ServerConfig config = wanted.isPresent() ? wanted.get() : ServerConfig.fresh(Port.free(), listen);
            PrivateFiles.write(folder.conf(), config.text(folder.root()));
            if (answers(binary, config)) {
                return config;
            }
            wanted = Optional.empty();
        }
        throw Problem.unreachable(
                "no port could be had for the Redis server in " + TRIES + " tries",
                "look into " + folder.log() + ", and try again");
    }

    /** Whether the server is up; not, if somebody was quicker to take its port. */
    private boolean answers(ServerBinary binary, ServerConfig config) throws IOException {
        PrivateFiles.touch(folder.out());
        Process process = ServerProcess.start(binary.program(), folder);
        Patience patience = new Patience(LOADING, clock, pause);
        do {
            // Asked first: an answer that comes from a server that died meanwhile is no answer.
            boolean alive = process.isAlive();
            Answer answer =
                    Port.isSomebodyElses(config.port()) ? Answer.STRANGE : ServerProbe.knock(config.address(), KNOCK);
            if (answer == Answer.UP) {
                return true;
            }
            if (!alive) {
                return gaveUp(binary);
            }
        } while (patience.lasts());
        throw Problem.unreachable(
                "the Redis server " + binary.program() + " is still not up after " + LOADING.toMinutes() + " minutes",
                "look into " + folder.log());
    }

    private boolean gaveUp(ServerBinary binary) {
        String why = ServerProcess.lastWords(folder.log(), folder.out());
        if (why.contains("Address already in use") || why.contains("Failed listening")) {
            return false;
        }
        throw Problem.unreachable(
                "the Redis server " + binary.program() + " ended at its start: " + why,
                "see " + folder.log() + "; " + ServerBinary.CHOICE + " names another server program");
    }

    private void shorten() throws IOException {
        if (Files.exists(folder.log()) && Files.size(folder.log()) > LONG_LOG) {
            Files.delete(folder.log());
        }
    }
}
