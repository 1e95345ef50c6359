package org.musterhpc.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class TcpProxyTest {
    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void startEcho() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve);
        server.setDaemon(true);
        server.start();
        proxy = new TcpProxy(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void bytesComeThroughBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(say(client, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void delayCountsInBothDirections() throws IOException {
        proxy.delay(60);
        try (Socket client = connect()) {
            long begun = System.nanoTime();
            say(client, "slow");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        }
    }

    @Test
    void theAnswerToOneQuestionIsLostAndItsConnectionWithIt() throws IOException {
        proxy.loseAnswerTo("secret");
        try (Socket client = connect();
                Socket other = connect()) {
            assertThat(say(client, "open")).isEqualTo("open");
            assertThat(proxy.hasLostIt()).isFalse();
            client.getOutputStream().write("a secret".getBytes(UTF_8));
            assertThat(broken(client)).isTrue();
            assertThat(proxy.hasLostIt()).isTrue();
            assertThat(say(other, "a secret")).as("once only").isEqualTo("a secret");
        }
    }

    @Test
    void allStandsStillFromOneQuestionOn() throws IOException {
        proxy.stallAt("secret");
        try (Socket client = connect()) {
            assertThat(say(client, "open")).isEqualTo("open");
            assertThat(proxy.isStalled()).isFalse();
            client.getOutputStream().write("a secret".getBytes(UTF_8));
            await().until(proxy::isStalled);
            assertThat(client.getInputStream().available()).isZero();
            proxy.mend();
            assertThat(client.getInputStream().readNBytes(8)).isEqualTo("a secret".getBytes(UTF_8));
        }
    }

    @Test
    void delayDoesNotAddUpOverWhatIsUnderWay() throws IOException {
        proxy.delay(1000);
        try (Socket client = connect()) {
            client.setTcpNoDelay(true);
            long begun = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                client.getOutputStream().write('x');
                client.getOutputStream().flush();
            }
            assertThat(client.getInputStream().readNBytes(200)).hasSize(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(100));
        }
    }

    @Test
    void stalledConnectionStaysOpenAndSilentThenGoesOn() throws IOException {
        try (Socket client = connect()) {
            say(client, "before");
            proxy.stall();
            client.getOutputStream().write("held".getBytes(UTF_8));
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            proxy.mend();
            client.setSoTimeout(0);
            assertThat(new String(client.getInputStream().readNBytes(4), UTF_8)).isEqualTo("held");
        }
    }

    @Test
    void cutBreaksOpenAndNewConnectionsUntilMended() throws IOException {
        try (Socket client = connect()) {
            say(client, "before");
            proxy.cut();
            assertThat(broken(client)).isTrue();
        }
        try (Socket refused = connect()) {
            assertThat(broken(refused)).isTrue();
        }
        proxy.mend();
        try (Socket client = connect()) {
            assertThat(say(client, "after")).isEqualTo("after");
        }
    }

    @Test
    void serverThatIsNotThereClosesTheClient() throws IOException {
        // Bound and not listening: nobody else can take the port meanwhile, as they could one that was just given up.
        try (Socket nobody = new Socket()) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (TcpProxy toNobody = new TcpProxy(nobody.getLocalPort());
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), toNobody.port())) {
                client.setSoTimeout(0);
                assertThat(broken(client)).isTrue();
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(0);
        return socket;
    }

    private static String say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(UTF_8));
        return new String(socket.getInputStream().readNBytes(words.length()), UTF_8);
    }

    private static boolean broken(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException reset) {
            return true;
        }
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread each = new Thread(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException gone) {
                        return;
                    }
                });
                each.setDaemon(true);
                each.start();
            } catch (IOException closed) {
                return;
            }
        }
    }
}
