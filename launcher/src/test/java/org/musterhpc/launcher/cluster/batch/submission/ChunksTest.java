package org.musterhpc.launcher.cluster.batch.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.ArrayRecord.Elements;

class ChunksTest {

    @Test
    void fiveThousandUnderALimitOfAThousandAreFiveArrays() {
        List<Elements> chunks = Chunks.of(5000, 1001, 50, true);
        assertThat(chunks).hasSize(5).allMatch(chunk -> chunk.equals(new Elements(0, 999, 10, true)));
    }

    @Test
    void throttleIsDividedWithoutLoss() {
        assertThat(Chunks.of(10, 4, 8, false))
                .containsExactly(
                        new Elements(0, 3, 3, false), new Elements(0, 2, null, false), new Elements(0, 2, 2, false));
    }

    @Test
    void whereTheThrottleIsSmallerThanTheArraysTheRestWaits() {
        assertThat(Chunks.of(5000, 1001, 2, true))
                .hasSize(2)
                .allMatch(chunk -> Integer.valueOf(1).equals(chunk.throttle()));
    }

    @Test
    void nothingIsNoArray() {
        assertThat(Chunks.of(0, 100, null, false)).isEmpty();
        assertThat(Chunks.of(10, 100, 0, false)).isEmpty();
        assertThat(Chunks.of(10, 100, -3, false)).isEmpty();
    }

    @Test
    void withoutLimitsItIsOneArray() {
        assertThat(Chunks.of(70_000, null, null, false)).containsExactly(new Elements(0, 69_999, null, false));
    }

    @Test
    void everyElementIsThereAndEveryLimitKept() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            int elements = 1 + random.nextInt(5000);
            int size = 1 + random.nextInt(1200);
            Integer throttle = random.nextBoolean() ? null : Integer.valueOf(1 + random.nextInt(300));
            List<Elements> chunks = Chunks.of(elements, size, throttle, false);
            assertThat(chunks).allMatch(chunk -> chunk.count() >= 1 && chunk.count() <= size);
            int atOnce = chunks.stream()
                    .mapToInt(chunk -> chunk.throttle() == null ? chunk.count() : chunk.throttle())
                    .sum();
            if (throttle == null) {
                assertThat(chunks.stream().mapToInt(Elements::count).sum()).isEqualTo(elements);
            } else {
                assertThat(atOnce).isLessThanOrEqualTo(throttle);
                assertThat(atOnce)
                        .isEqualTo(Math.min(
                                throttle,
                                chunks.stream().mapToInt(Elements::count).sum()));
            }
        }
    }
}
