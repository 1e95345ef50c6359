package org.musterhpc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedisServerIT {

    private static String ask(int port, String command) throws IOException {
        return ask(port, command, 60_000);
    }

    private static String ask(int port, String command, int patience) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(patience);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    void killedServerComesBackWithWhatWasOnDisk() throws IOException {
        try (RedisServer server = RedisServer.start("appendonly yes", "appendfsync always")) {
            assertThat(ask(server.port(), "SET a 1")).isEqualTo("+OK");
            server.kill9();
            assertThatThrownBy(() -> ask(server.port(), "PING")).isInstanceOf(IOException.class);
            server.restart();
            assertThat(ask(server.port(), "STRLEN a")).isEqualTo(":1");
        }
    }

    @Test
    void pausedServerSaysNothingUntilItIsResumed() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.pause();
            assertThatThrownBy(() -> ask(server.port(), "PING", 300)).isInstanceOf(SocketTimeoutException.class);
            server.resume();
            assertThat(ask(server.port(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void closedServerIsGoneWithItsFolderEvenWhilePaused() {
        RedisServer server = RedisServer.start();
        server.pause();
        server.close();
        server.close();
        assertThatThrownBy(() -> ask(server.port(), "PING")).isInstanceOf(IOException.class);
        assertThat(server.folder()).doesNotExist();
    }
}
