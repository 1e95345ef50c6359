package org.musterhpc.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A network between a client and a loopback server that can be cut, stalled and slowed down. */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean stalled;
    private volatile long delayNanos;

    public TcpProxy(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        daemon("accept", this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Closes all connections and refuses new ones, until {@link #mend}. */
    public void cut() {
        cut = true;
        sockets.forEach(TcpProxy::closeQuietly);
    }

    /** Keeps connections open and passes nothing on, as a half-open network does, until {@link #mend}. */
    public void stall() {
        stalled = true;
    }

    public void mend() {
        cut = false;
        stalled = false;
    }

    /** Holds each portion of data back for so long, in each direction. */
    public void delay(long milliseconds) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (cut) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                daemon("up", () -> pass(client, server));
                daemon("down", () -> pass(server, client));
            } catch (IOException e) {
                // Either we were closed, or the server is not there: the client sees a closed connection.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] portion = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(portion); read >= 0; read = in.read(portion)) {
                if (delayNanos > 0) {
                    LockSupport.parkNanos(delayNanos);
                }
                while (stalled && !to.isClosed()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
                out.write(portion, 0, read);
            }
        } catch (IOException e) {
            closeQuietly(to);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void daemon(String what, Runnable body) {
        Thread thread = new Thread(body, "proxy-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket could not be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        sockets.forEach(TcpProxy::closeQuietly);
    }
}
