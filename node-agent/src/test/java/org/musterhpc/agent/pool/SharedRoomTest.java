package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.claim.Resources;
import org.musterhpc.agent.claim.Room;

class SharedRoomTest {
    private static final Resources ONE = new Resources(1, 100);

    private final AtomicLong nanos = new AtomicLong();
    private final SharedRoom room = new SharedRoom(new Resources(4, 1000), nanos::get);
    private final AtomicInteger told = new AtomicInteger();
    private final Room a = room.part("a", () -> {});
    private final Room b = room.part("b", told::incrementAndGet);

    @Test
    void whoHasNoShareTakesNothing() {
        assertThat(a.free().cpus()).isZero();
        assertThat(a.most()).isZero();
    }

    @Test
    void aShareIsWhatAllItsTasksMayTake() {
        room.share(Map.of("a", 3, "b", 1));
        a.take(ONE);
        assertThat(a.free()).isEqualTo(new Resources(2, 900));
        assertThat(b.free()).isEqualTo(new Resources(1, 900));
        assertThat(room.used("a")).isEqualTo(1);
        assertThat(room.used()).isEqualTo(1);
    }

    @Test
    void whatRunsBeyondASmallerShareIsFirstToEndBeforeOthersBegin() {
        room.share(Map.of("a", 4));
        for (int i = 0; i < 4; i++) {
            a.take(ONE);
        }
        room.share(Map.of("a", 2, "b", 2));
        assertThat(b.free().cpus()).isZero();
        told.set(0);
        a.give(ONE);
        assertThat(told).hasValue(1);
        assertThat(b.free().cpus()).isEqualTo(1);
        assertThat(a.free().cpus()).isNegative();
    }

    @Test
    void memoryIsOneForAll() {
        room.share(Map.of("a", 2, "b", 2));
        a.take(new Resources(1, 950));
        assertThat(b.free()).isEqualTo(new Resources(2, 50));
    }

    @Test
    void aTaskThatHasToBeAloneHasTheOthersWaitForAWhile() {
        room.share(Map.of("a", 2, "b", 2));
        a.take(ONE);
        assertThat(b.cleared()).isFalse();
        assertThat(a.free().cpus()).isZero();
        a.give(ONE);
        assertThat(b.cleared()).isTrue();
        b.take(new Resources(4, 1000));
        assertThat(a.free().cpus()).isZero();
        b.give(new Resources(4, 1000));
        assertThat(a.free().cpus()).isEqualTo(2);
    }

    @Test
    void theyDoNotWaitForEver() {
        room.share(Map.of("a", 2, "b", 2));
        a.take(ONE);
        assertThat(b.cleared()).isFalse();
        nanos.addAndGet(11_000_000_000L);
        assertThat(a.free().cpus()).isEqualTo(1);
    }

    @Test
    void whatStillRunsOfAClosedCampaignKeepsItsRoom() {
        room.share(Map.of("a", 4));
        a.take(ONE);
        room.close("a");
        room.share(Map.of("b", 4));
        assertThat(b.free().cpus()).isEqualTo(3);
        a.give(ONE);
        assertThat(b.free().cpus()).isEqualTo(4);
    }
}
