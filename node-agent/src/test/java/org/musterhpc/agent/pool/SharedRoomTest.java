package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;

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
        a.take(ONE, 0);
        assertThat(a.free()).isEqualTo(new Resources(2, 900));
        assertThat(b.free()).isEqualTo(new Resources(1, 900));
        assertThat(room.used("a")).isEqualTo(1);
        assertThat(room.used()).isEqualTo(1);
    }

    @Test
    void whatRunsBeyondASmallerShareIsFirstToEndBeforeOthersBegin() {
        room.share(Map.of("a", 4));
        for (int i = 0; i < 4; i++) {
            a.take(ONE, 0);
        }
        room.share(Map.of("a", 2, "b", 2));
        assertThat(b.free().cpus()).isZero();
        told.set(0);
        a.give(ONE, List.of());
        assertThat(told).hasValue(1);
        assertThat(b.free().cpus()).isEqualTo(1);
        assertThat(a.free().cpus()).isNegative();
    }

    @Test
    void gpusAndWhatHasANameAreOneForAll() {
        SharedRoom equipped = new SharedRoom(new Resources(4, 1000, 2, Map.of("licence", 1)), nanos::get);
        Room one = equipped.part("one", () -> {});
        Room other = equipped.part("other", () -> {});
        equipped.share(Map.of("one", 2, "other", 2));
        Resources gpu = new Resources(1, 0, 1, Map.of());
        assertThat(one.take(gpu, 1)).containsExactly(0);
        assertThat(other.take(gpu, 1)).containsExactly(1);
        assertThat(other.take(gpu, 1)).isNull();
        one.give(gpu, List.of(0));
        assertThat(other.take(gpu, 1)).containsExactly(0);
        Resources licensed = new Resources(1, 0, 0, Map.of("licence", 1));
        assertThat(one.take(licensed, 0)).isEmpty();
        assertThat(one.take(licensed, 0)).isNull();
    }

    @Test
    void memoryIsOneForAll() {
        room.share(Map.of("a", 2, "b", 2));
        a.take(new Resources(1, 950), 0);
        assertThat(b.free()).isEqualTo(new Resources(2, 50));
    }

    @Test
    void aTaskThatHasToBeAloneHasTheOthersWaitForAWhile() {
        room.share(Map.of("a", 2, "b", 2));
        a.take(ONE, 0);
        assertThat(b.cleared()).isFalse();
        assertThat(a.free().cpus()).isZero();
        a.give(ONE, List.of());
        assertThat(b.cleared()).isTrue();
        b.take(new Resources(4, 1000), 0);
        assertThat(a.free().cpus()).isZero();
        b.give(new Resources(4, 1000), List.of());
        assertThat(a.free().cpus()).isEqualTo(2);
    }

    @Test
    void theyDoNotWaitForEver() {
        room.share(Map.of("a", 2, "b", 2));
        a.take(ONE, 0);
        assertThat(b.cleared()).isFalse();
        nanos.addAndGet(11_000_000_000L);
        assertThat(a.free().cpus()).isEqualTo(1);
    }

    @Test
    void whatStillRunsOfAClosedCampaignKeepsItsRoom() {
        room.share(Map.of("a", 4));
        a.take(ONE, 0);
        room.close("a");
        room.share(Map.of("b", 4));
        assertThat(b.free().cpus()).isEqualTo(3);
        a.give(ONE, List.of());
        assertThat(b.free().cpus()).isEqualTo(4);
    }
}
