package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.room.Room;
import org.musterhpc.queue.model.Campaign;

class CurfewTest {
    private final Campaign campaign = new FakeQueue(FakeQueue.stage("s", 0, 1, Duration.ofMinutes(1))).campaign();

    @TempDir
    Path folder;

    private Slots slots;
    private final AtomicInteger tooLate = new AtomicInteger();

    @BeforeEach
    void setUp() {
        Outbox outbox = FakeQueue.outbox(
                folder, campaign, new Diary(new StringBuilder(), InstantSource.fixed(Instant.EPOCH)), System::nanoTime);
        slots = new Slots(
                FakeQueue.cpus(1),
                Room.of(FakeQueue.cpus(1).total()),
                campaign,
                (lease, slot, deadline) -> {
                    throw new IllegalStateException("nothing is to be run");
                },
                new Slots.Means(
                        Runnable::run,
                        System::nanoTime,
                        new Health(),
                        outbox,
                        new Contact(Duration.ofMinutes(1), System::nanoTime),
                        (part, cause) -> {}));
    }

    private Curfew curfew(@Nullable Duration rest, Duration tail) {
        Allotment allotment = new Allotment(rest, null, System::nanoTime);
        return new Curfew(allotment, tail, slots, tooLate::incrementAndGet);
    }

    @Test
    void endsWhatRunsAndThenTheAgent() {
        curfew(Duration.ofMillis(1), Duration.ofMillis(1)).run();

        assertThat(slots.look().called()).isEqualTo(Leaving.NO_TIME);
        assertThat(slots.look().stopping()).isTrue();
        assertThat(tooLate).hasValue(1);
    }

    @Test
    void doesNothingToWhoHasLeft() {
        Curfew curfew = curfew(Duration.ofMillis(1), Duration.ofHours(1));
        curfew.lift();
        curfew.run();

        assertThat(slots.look().called()).isNull();
        assertThat(tooLate).hasValue(0);
    }

    @Test
    void knowsNoTimeWhereNobodySaid() {
        curfew(null, Duration.ZERO).run();

        assertThat(slots.look().called()).isNull();
        assertThat(tooLate).hasValue(0);
    }

    @Test
    void allocationThatIsOverAlreadyEndsAtOnce() {
        curfew(Duration.ofSeconds(-5), Duration.ofMillis(1)).run();

        assertThat(slots.look().stopping()).isTrue();
    }
}
