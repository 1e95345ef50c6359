package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Tasks that have grown beyond what an agent's allocation offers, among others. */
class OfferIT {
    private static final String S = "match";
    private static final Offer HOUR = new Offer(Duration.ofHours(1), 4L << 30);
    private Rig rig;
    private WorkQueue agent;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "offer", Rig.stage(S));
        agent = rig.agent("a");
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("offer");
        rig.close();
    }

    private void push(int n, @Nullable Duration walltime, @Nullable Long memory) {
        Message message = Rig.message(S, n).withNeeds(new Needs(walltime, memory, 0, null));
        rig.queues.intake().push("offer", S, List.of(message));
    }

    private Exchange exchange(int most, Offer offer) {
        return agent.exchange(List.of(), List.of(new Want(S, most, offer)));
    }

    private List<Long> claim(int most, Offer offer) {
        return exchange(most, offer).leases().stream()
                .map(lease -> lease.message().n())
                .toList();
    }

    private void foreign(String message) {
        try (ScriptRunner runner = TestServer.runner()) {
            runner.ask(redis -> redis.rpush("muster:{offer}:match:proc", message));
        }
    }

    @Test
    void grownTaskGoesBehindTheOthersAndIsLeasedWhereItFits() {
        push(1, Duration.ofHours(2), null);
        push(2, null, 8L << 30);
        push(3, Duration.ofHours(1), 4L << 30);
        rig.push(S, 4, 6);

        assertThat(claim(2, HOUR)).containsExactly(3L, 4L);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(4);
        assertThat(rig.count(S, State.WORKING)).isEqualTo(2);
        assertThat(claim(10, HOUR)).containsExactly(5L, 6L);

        Exchange nothing = exchange(10, HOUR);
        assertThat(nothing.leases()).isEmpty();
        assertThat(nothing.mood()).isEqualTo(Mood.OPEN);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(2);
        assertThat(claim(10, new Offer(Duration.ofHours(2), 4L << 30))).containsExactly(1L);
        assertThat(claim(10, new Offer(Duration.ofHours(1), null))).containsExactly(2L);
        assertThat(rig.queues.view().audit("offer").holds()).isTrue();
    }

    @Test
    void leasesAreTheTasksOwnWalltimeAndItsTokensDiffer() {
        push(1, Duration.ofHours(2), null);
        push(2, Duration.ofMinutes(1), null);
        rig.push(S, 3, 3);

        List<Lease> leases = exchange(2, HOUR).leases();

        assertThat(leases).extracting(Lease::walltime).containsExactly(Duration.ofMinutes(1), Rig.WALLTIME);
        assertThat(leases).extracting(Lease::token).doesNotHaveDuplicates();
    }

    @Test
    void oneCallLooksAtSoManyAndTheNextGoesOn() {
        for (int n = 1; n <= 600; n++) {
            push(n, Duration.ofHours(2), null);
        }
        rig.push(S, 601, 601);

        assertThat(claim(1, HOUR)).isEmpty();
        assertThat(claim(1, HOUR)).isEmpty();
        assertThat(claim(1, HOUR)).containsExactly(601L);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(600);
    }

    @Test
    void messageOfAnotherProducerThatDoesNotFitIsNotCountedYet() {
        foreign("{\"id\":\"f1\",\"walltime\":\"02:00:00\"}");
        foreign("{\"id\":\"f2\",\"memory\":\"8 GiB\"}");
        foreign("{\"id\":\"f3\",\"memory\":1024}");
        foreign("{\"id\":\"f4\",\"memory\":\"plenty\"}");

        List<Lease> leases = exchange(10, HOUR).leases();

        assertThat(leases).extracting(Lease::id).containsExactly("f3");
        assertThat(rig.stateOf("f4")).isEqualTo(State.DEAD);
        assertThat(rig.tally(S).foreign()).isEqualTo(2);
        assertThat(rig.tally(S).pushed()).isEqualTo(2);
        assertThat(exchange(10, Offer.ANYTHING).leases()).extracting(Lease::id).containsExactly("f1", "f2");
        assertThat(rig.tally(S).foreign()).isZero();
    }
}
