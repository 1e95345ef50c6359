package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;

class LeaseSweepTest {
    private static final Instant START = Instant.ofEpochSecond(1_700_000_000);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Tally WORKING = new Tally(3, Map.of(State.WORKING, 3L), 0, 0, true, Map.of(), 0);

    private boolean refuses;
    private int looks;
    private long nanos;
    private final LeaseSweep care = new LeaseSweep(queue(), LEASE, () -> nanos);

    /** Counts the looks for lapsed leases, and finds none. */
    private WorkQueue queue() {
        return (WorkQueue) Proxy.newProxyInstance(
                WorkQueue.class.getClassLoader(), new Class<?>[] {WorkQueue.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("lapsed")) {
                        return method.getName().equals("lapse")
                                ? List.of()
                                : method.getName().equals("clockJump") ? Optional.empty() : null;
                    }
                    if (refuses) {
                        throw new QueueUnavailableException("full", new IllegalStateException());
                    }
                    looks++;
                    return List.of();
                });
    }

    private void turn(long second) {
        nanos = Duration.ofSeconds(second).toNanos();
        look(second);
    }

    private void look(long second) {
        care.runOnce(new View.Overview(START.plusSeconds(second), false, 1, Map.of("match", WORKING)));
    }

    @Test
    void looksEachSecondWhileRedisAnswers() {
        turn(0);
        turn(1);
        turn(2);
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void takesNothingForALeaseAfterRedisWasSilent() {
        turn(0);
        for (int second = 60; second < 90; second += 10) {
            turn(second);
        }
        assertThat(looks).isEqualTo(1);
        turn(90);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void goesOnWhereRedisClockIsPutBackByAnHour() {
        turn(0);
        nanos += Duration.ofSeconds(1).toNanos();
        look(-3600);
        nanos += Duration.ofSeconds(1).toNanos();
        look(-3599);
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void takesNothingForALeaseAfterRedisRefused() {
        turn(0);
        refuses = true;
        assertThatThrownBy(() -> turn(1)).isInstanceOf(QueueUnavailableException.class);
        refuses = false;
        turn(10);
        turn(20);
        turn(30);
        assertThat(looks).isEqualTo(1);
        turn(31);
        assertThat(looks).isEqualTo(2);
    }
}
