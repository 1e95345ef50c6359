package org.musterhpc.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of servers that are killed and come back. */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int END = 32_768;

    private Ports() {}

    /**
     * A port of loopback that nobody has, below those that systems give to outgoing connections: one of these could take it
     * while its server is away.
     */
    public static int free() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
                return port;
            } catch (BindException taken) {
                // Another one, then.
            }
        }
    }
}
