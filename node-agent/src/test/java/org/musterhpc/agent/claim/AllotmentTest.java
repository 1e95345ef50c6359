package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.model.Stage;

class AllotmentTest {
    private final AtomicLong nanos = new AtomicLong(17);

    private static Stage stage(Duration walltime, @Nullable Long memory) {
        return FakeQueue.stage("s", 0, new Stage.Limits(walltime, 1, memory));
    }

    @Test
    void restShrinksAsTimePasses() {
        Allotment hour = new Allotment(Duration.ofHours(1), null, nanos::get);
        assertThat(hour.fits(stage(Duration.ofHours(1), null))).isTrue();

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(hour.offer()).isEqualTo(new Offer(Duration.ofMinutes(59), null));
        assertThat(hour.fits(stage(Duration.ofHours(1), null))).isFalse();
        assertThat(hour.fits(stage(Duration.ofMinutes(59), null))).isTrue();
    }

    @Test
    void stageThatNeedsMoreMemoryThanThereIsDoesNotFit() {
        Allotment small = new Allotment(null, 1L << 30, nanos::get);

        assertThat(small.fits(stage(Duration.ofDays(9), 1L << 30))).isTrue();
        assertThat(small.fits(stage(Duration.ofDays(9), null))).isTrue();
        assertThat(small.fits(stage(Duration.ofDays(9), 2L << 30))).isFalse();
    }

    @Test
    void whereNothingIsKnownEverythingFits() {
        Allotment unknown = new Allotment(null, null, nanos::get);

        assertThat(unknown.fits(stage(Duration.ofDays(9), 1L << 40))).isTrue();
        assertThat(unknown.offer()).isEqualTo(Offer.ANYTHING);
    }
}
