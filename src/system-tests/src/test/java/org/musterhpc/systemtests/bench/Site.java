package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.TcpProxy;

/** What is measured with: a folder, this program, two servers of Redis, a slow way to one of them, and the peers. */
final class Site implements AutoCloseable {
    private static final long DELAY_MS = 1;

    private final Muster muster;
    private final RedisServer redis;
    private final RedisServer safe;
    private final TcpProxy slow;
    private final HyperQueue hyperqueue;
    private final Commands commands;
    private final Peers peers;
    private final Runs runs;
    private final IdleAgents idle;

    /**
     * @param peers where peers were fetched to, or null
     * @param hq the program of HyperQueue, or null
     * @param files how many there are to take checksums of
     */
    Site(@Nullable Path peers, @Nullable Path hq, int files) throws IOException {
        muster = new Muster();
        redis = RedisServer.start("save \"\"");
        safe = RedisServer.start("save \"\"", "appendonly yes", "appendfsync everysec");
        slow = new TcpProxy(safe.port());
        slow.delay(DELAY_MS);
        commands = new Commands(folder());
        hyperqueue = new HyperQueue(hq, folder(), commands);
        this.peers = new Peers(peers, muster.root.resolve("src/system-tests/bench"), redis, commands);
        runs = new Runs(muster);
        idle = new IdleAgents(muster, redis);
        Path data = Files.createDirectory(folder().resolve("data"));
        for (int n = 1; n <= files; n++) {
            Files.writeString(data.resolve(Integer.toString(n)), "file " + n + "\n");
        }
    }

    Path folder() {
        return muster.folder;
    }

    /** Without persistence, beside whoever asks. */
    RedisServer redis() {
        return redis;
    }

    /** With an append-only file. */
    RedisServer safe() {
        return safe;
    }

    /** The url of {@link #safe}, by a slow way. */
    String far() {
        return "redis://127.0.0.1:" + slow.port();
    }

    Noops noops() {
        return new Noops(commands);
    }

    Pipelines pipelines() {
        return new Pipelines(noops());
    }

    Commands commands() {
        return commands;
    }

    Peers peers() {
        return peers;
    }

    Runs runs() {
        return runs;
    }

    IdleAgents idle() {
        return idle;
    }

    HyperQueue hyperqueue() {
        return hyperqueue;
    }

    @Override
    public void close() throws IOException {
        hyperqueue.close();
        muster.close();
        slow.close();
        redis.close();
        safe.close();
    }
}
