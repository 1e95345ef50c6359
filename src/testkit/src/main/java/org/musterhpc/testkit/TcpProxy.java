package org.musterhpc.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A network between a client and a server that a test can cut, stall and slow down. Connections are to loopback on both
 * sides; bytes keep their order, and a delay does not limit how much is under way.
 */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean stalled;
    private volatile boolean answersLost;
    private volatile long delayNanos;
    private final AtomicLong pieces = new AtomicLong();
    private volatile @Nullable String doomed;
    private volatile @Nullable String awaited;

    /** Bytes and when they arrive; no bytes: the end. */
    private static final class Chunk {
        private final byte[] bytes;
        private final long due;

        Chunk(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    /** A proxy in front of a loopback port, listening on one of its own. */
    public TcpProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Breaks every connection, and each new one at once, until {@link #mend}. */
    public void cut() {
        cut = true;
        open.forEach(TcpProxy::shut);
    }

    /** Holds all bytes back while connections stay open (what a dead switch looks like), until {@link #mend}. */
    public void stall() {
        stalled = true;
    }

    /**
     * Stalls once a client has said a piece with this text in it, and holds that piece back too.
     *
     * @param text that a client sends in one piece with what it asks
     */
    public void stallAt(String text) {
        awaited = text;
    }

    public boolean isStalled() {
        return stalled;
    }

    /** Drops what the server says while what clients say arrives, until {@link #mend}. */
    public void loseAnswers() {
        answersLost = true;
    }

    /**
     * Breaks the connection in place of the next answer on it, once a client has said a piece with this text in it: what
     * was asked is done, and whoever asked does not know. Once only, and then no longer.
     *
     * @param text that a client sends in one piece with what it asks
     */
    public void loseAnswerTo(String text) {
        doomed = text;
    }

    /** Whether the text of {@link #loseAnswerTo} has come by. */
    public boolean hasLostIt() {
        return doomed == null;
    }

    /** Breaks every connection hard (RST); new ones are welcome. */
    public void reset() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException closedAlready) {
                continue;
            }
            shut(socket);
        }
    }

    /** Ends all but the delay: what was held back goes on its way, what was dropped stays lost. */
    public void mend() {
        cut = false;
        stalled = false;
        answersLost = false;
    }

    /** How often clients have said something so far: no fewer than the round trips of those that wait for their answers. */
    public long said() {
        return pieces.get();
    }

    /** Bytes arrive this much later, in each direction. */
    public void delay(long milliseconds) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (cut) {
                    shut(client);
                    continue;
                }
                open.add(client);
                Socket server = new Socket();
                open.add(server);
                join(client, server);
            } catch (IOException closed) {
                // The listener was closed, or the client left already; the loop's condition tells which.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void join(Socket client, Socket server) {
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException refused) {
            end(client, server);
            return;
        }
        AtomicBoolean breaks = new AtomicBoolean();
        pump(client, server, chunk -> {
            pieces.incrementAndGet();
            if (has(doomed, chunk)) {
                doomed = null;
                breaks.set(true);
            }
            if (has(awaited, chunk)) {
                awaited = null;
                stalled = true;
            }
            return true;
        });
        pump(server, client, chunk -> {
            if (breaks.get()) {
                end(client, server);
            }
            return !answersLost;
        });
        if (cut) { // it came while we connected
            end(client, server);
        }
    }

    private static boolean has(@Nullable String text, byte[] chunk) {
        return text != null && new String(chunk, StandardCharsets.UTF_8).contains(text);
    }

    private void pump(Socket from, Socket to, Predicate<byte[]> goesOn) {
        BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        daemon(() -> read(from, underWay, goesOn));
        daemon(() -> write(from, to, underWay));
    }

    private void read(Socket from, BlockingQueue<Chunk> underWay, Predicate<byte[]> goesOn) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, n);
                if (goesOn.test(bytes)) {
                    underWay.add(new Chunk(bytes, System.nanoTime() + delayNanos));
                }
            }
        } catch (IOException broken) {
            // Ends as an orderly close does: the other side is closed below.
        } finally {
            underWay.add(new Chunk(new byte[0], System.nanoTime() + delayNanos));
        }
    }

    private void write(Socket from, Socket to, BlockingQueue<Chunk> underWay) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = underWay.take(); ; chunk = underWay.take()) {
                for (long wait = chunk.due - System.nanoTime(); wait > 0; wait = chunk.due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                while (stalled && !to.isClosed()) {
                    LockSupport.parkNanos(1_000_000);
                }
                if (chunk.bytes.length == 0) {
                    break;
                }
                out.write(chunk.bytes);
            }
        } catch (IOException | InterruptedException broken) {
            // Either way this direction is over.
        } finally {
            end(from, to);
        }
    }

    private void end(Socket one, Socket other) {
        shut(one);
        shut(other);
        open.remove(one);
        open.remove(other);
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
