package org.musterhpc.launcher.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;

/** Ports of the loopback interface, and whose they are. */
final class Port {
    private static final Path LISTENERS = Path.of("/proc/net/tcp");
    private static final String LISTEN = "0A";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LOWEST = 20_000;
    private static final int BELOW = 32_000;
    private static final int TRIES = 100;

    private Port() {}

    /**
     * One that nobody uses now, from below the range out of which the kernel serves outgoing connections: there, any
     * client could take it while the server is down for a moment, even our own agent that calls for the server.
     */
    static int free() throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = LOWEST + RANDOM.nextInt(BELOW - LOWEST);
            if (isFree(port)) {
                return port;
            }
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // A server that has just ended leaves connections behind in TIME_WAIT; they do not keep us out.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the address, or the name's address, is one of this machine's. */
    static boolean isOurs(String address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether somebody else listens there. On a login node anybody can take a port that our server has left: such a one
     * must be given neither our password nor our trust.
     *
     * @return false also where the system does not tell
     */
    static boolean isSomebodyElses(int port) {
        try {
            long self = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
            return isSomebodyElses(port, self, Files.readString(LISTENERS, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return false; // not Linux
        }
    }

    /** The kernel's table: number, local address, remote address, state, queues, timer, retransmits, uid, … */
    static boolean isSomebodyElses(int port, long self, String table) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        return table.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(row -> row.length > 7 && row[1].endsWith(suffix) && row[3].equals(LISTEN))
                .anyMatch(row -> Long.parseLong(row[7]) != self);
    }
}
