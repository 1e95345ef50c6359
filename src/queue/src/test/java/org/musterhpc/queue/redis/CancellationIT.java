package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.SharedRedis;
import org.musterhpc.testkit.TcpProxy;

/** Tasks are cancelled while agents go on with them. */
class CancellationIT {
    private static final String S = "match";
    private static final String NAME = "cancellation";

    private TcpProxy network;
    private Rig rig;
    private WorkQueue agent;

    @BeforeEach
    void open() throws IOException {
        URI server = URI.create(SharedRedis.url());
        network = new TcpProxy(server.getPort());
        rig = new Rig(TestServer.address(), NAME, Rig.stage(S));
        agent = rig.agent("a");
        rig.push(S, 1, 4);
    }

    @AfterEach
    void close() throws IOException {
        rig.queues.control().purge(NAME);
        rig.close();
        network.close();
    }

    @Test
    void whatGoesBackMeanwhileIsCancelledToo() {
        List<Lease> leases = Rig.claim(agent, S, 3);
        URI server = URI.create(SharedRedis.url());
        String url = SharedRedis.url().replace(":" + server.getPort(), ":" + network.port());
        RedisAddress slow = new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX);
        try (Queues person = Queues.connect(slow)) {
            network.stallAt("$7\r\nworking\r\n"); // what waits is cancelled, and what is under way is not yet
            CompletableFuture<Long> cancelled =
                    CompletableFuture.supplyAsync(() -> person.control().cancel(NAME, null, List.of()));
            await().until(network::isStalled);
            rig.report(agent, rig.retry(leases.get(0), Duration.ofMinutes(1)));
            rig.report(agent, Rig.giveBack(leases.get(1)));
            network.mend();
            assertThat(cancelled.join()).isEqualTo(4);
        }
        assertThat(rig.count(S, State.CANCELLED)).isEqualTo(4);
    }

    @Test
    void whatIsInNoStateThatIsMeantIsLeftAlone() {
        List<Lease> leases = Rig.claim(agent, S, 2);
        rig.report(agent, rig.bury(leases.get(0)));
        List<String> ids = List.of("match/000001", "match/000002", "match/000003", "match/000004");
        assertThat(rig.queues.control().cancel(NAME, ids, EnumSet.of(State.PENDING)))
                .isEqualTo(2);
        assertThat(rig.count(S, State.WORKING)).isEqualTo(1);
        assertThat(rig.count(S, State.DEAD)).isEqualTo(1);
        assertThat(rig.queues.control().cancel(NAME, ids, EnumSet.of(State.WORKING, State.DEAD)))
                .isEqualTo(2);
        assertThat(rig.count(S, State.CANCELLED)).isEqualTo(4);
    }
}
