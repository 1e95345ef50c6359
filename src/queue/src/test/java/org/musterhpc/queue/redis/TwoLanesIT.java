package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.SharedRedis;
import org.musterhpc.testkit.TcpProxy;

/** Two exchanges of one agent, on connections of their own to a real Redis, whose answers are lost. */
class TwoLanesIT {
    private static final String NAME = "agent-of-two-lanes";

    private TcpProxy network;
    private Rig rig;
    private WorkQueue agent;

    @BeforeEach
    void setUp() throws IOException {
        URI server = URI.create(SharedRedis.url());
        network = new TcpProxy(server.getPort());
        String url = SharedRedis.url().replace(":" + server.getPort(), ":" + network.port());
        rig = new Rig(
                new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX), "two-lanes", Rig.stage("only"));
        agent = rig.agent(NAME);
        rig.push("only", 1, 40);
    }

    @AfterEach
    void tearDown() throws IOException {
        rig.queues.control().purge("two-lanes");
        rig.close();
        network.close();
    }

    private Exchange exchange(Lane lane, List<Report> reports, int most) {
        return agent.exchange(lane, reports, most == 0 ? List.of() : List.of(new Want("only", most)));
    }

    /** Done by Redis, and its answer breaks with the connection. */
    private void lose(Lane lane, List<Report> reports, int most) {
        network.loseAnswerTo(NAME);
        assertThatThrownBy(() -> exchange(lane, reports, most)).isInstanceOf(QueueUnavailableException.class);
        assertThat(network.hasLostIt()).isTrue();
    }

    @Test
    void bothAnswersAreLostAndSaidAgainInTheOtherOrder() {
        lose(Lane.FIRST, List.of(), 3);
        lose(Lane.SECOND, List.of(), 4);
        assertThat(agent.unanswered()).containsExactly(Lane.FIRST, Lane.SECOND);
        assertThat(rig.count("only", State.WORKING)).isEqualTo(7);

        List<Lease> second = exchange(Lane.SECOND, List.of(), 9).leases();
        List<Lease> first = exchange(Lane.FIRST, List.of(), 0).leases();

        assertThat(first).hasSize(3);
        assertThat(second).hasSize(4);
        assertThat(Stream.concat(first.stream(), second.stream())).doesNotHaveDuplicates();
        assertThat(agent.unanswered()).isEmpty();
        assertThat(rig.count("only", State.WORKING)).isEqualTo(7);
        assertThat(exchange(Lane.FIRST, List.of(), 1).leases()).doesNotContainAnyElementsOf(first);
    }

    @Test
    void reportsWhoseAnswerIsLostGoWithTheOtherLaneAndCountOnce() {
        List<Lease> leases = exchange(Lane.FIRST, List.of(), 6).leases();
        List<Report> reports =
                leases.stream().<Report>map(lease -> rig.finish(lease)).toList();
        lose(Lane.FIRST, reports, 2);

        assertThat(exchange(Lane.SECOND, reports, 3).answers()).containsOnly(Report.Answer.ALREADY);
        assertThat(exchange(Lane.FIRST, List.of(), 0).leases()).hasSize(2);
        assertThat(rig.count("only", State.DONE)).isEqualTo(6);
        assertThat(rig.count("only", State.WORKING)).isEqualTo(5);
    }

    @Test
    void whoLeavesGivesBackWhatWasGivenUnheardOnBoth() {
        lose(Lane.FIRST, List.of(), 3);
        lose(Lane.SECOND, List.of(), 4);

        agent.leave(Rig.agentInfo(NAME));

        assertThat(rig.count("only", State.WORKING)).isZero();
        assertThat(rig.count("only", State.PENDING)).isEqualTo(40);
        assertThat(agent.agents()).isEmpty();
    }

    @Test
    void twoAtOnceAreGivenDifferentTasksUntilThereAreNoMore() {
        List<Lease> all = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> exchange(Lane.FIRST, List.of(), 5));
            CompletableFuture<Exchange> second =
                    CompletableFuture.supplyAsync(() -> exchange(Lane.SECOND, List.of(), 5));
            all.addAll(first.join().leases());
            all.addAll(second.join().leases());
        }

        assertThat(all).extracting(Lease::id).hasSize(40).doesNotHaveDuplicates();
        assertThat(rig.queues.view().audit("two-lanes").holds()).isTrue();
    }
}
