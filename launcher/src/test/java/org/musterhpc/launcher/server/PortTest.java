package org.musterhpc.launcher.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortTest {
    private static final String TABLE = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0 100 0
               1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 12346 1 0 100 0
               2: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 12347 1 0 100 0
            """;

    @Test
    void listenerOfAnotherUserIsSomebodyElses() {
        assertThat(Port.isSomebodyElses(0x1F91, 1000, TABLE)).isTrue();
        assertThat(Port.isSomebodyElses(0x1F90, 1000, TABLE)).isFalse();
        assertThat(Port.isSomebodyElses(0x1F92, 1000, TABLE)).isFalse();
        assertThat(Port.isSomebodyElses(0xD431, 1000, TABLE))
                .as("only a client")
                .isFalse();
    }

    @Test
    void portIsChosenOutsideTheRangeOfOutgoingConnections() throws Exception {
        assertThat(Port.free()).isBetween(20_000, 32_000).matches(Port::isFree);
    }

    @Test
    void ownListenerIsOursAndNotFree() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(Port.isSomebodyElses(socket.getLocalPort())).isFalse();
            assertThat(Port.isFree(socket.getLocalPort())).isFalse();
        }
    }
}
