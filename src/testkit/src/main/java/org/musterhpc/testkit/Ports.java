package org.musterhpc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of servers that are killed and come back. */
public final class Ports {
    /** Muster's own servers take theirs from 20,000 on, and sites of Slurm from 15,000 on. */
    private static final int FIRST = 10_000;

    private static final int END = 15_000;

    /** Held until this program ends: a port is ours also before its server has it, and while that is away. */
    private static final Map<Integer, FileLock> OURS = new HashMap<>();

    private static final FileChannel CLAIMS = claims();

    private Ports() {}

    /**
     * A port of loopback that nobody has, no other build that runs beside this one either; below those that systems give to
     * outgoing connections: one of these could take it while its server is away.
     */
    public static synchronized int free() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            FileLock claim = OURS.containsKey(port) ? null : CLAIMS.tryLock(port, 1, false);
            if (claim == null) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
                OURS.put(port, claim);
                return port;
            } catch (BindException taken) {
                claim.release();
            }
        }
    }

    /** A file of which each build locks one byte a port. */
    private static FileChannel claims() {
        Path file =
                Path.of(System.getProperty("java.io.tmpdir"), "muster-test-ports-" + System.getProperty("user.name"));
        try {
            return FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
