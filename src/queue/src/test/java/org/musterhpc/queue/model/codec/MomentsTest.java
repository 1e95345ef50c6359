package org.musterhpc.queue.model.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are written as Java writes them. */
class MomentsTest {
    private static String written(Instant time) {
        StringBuilder text = new StringBuilder();
        Moments.write(text, time);
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-11-30T10:14:37Z",
                "2026-11-30T10:14:37.5Z",
                "2026-11-30T10:14:37.001Z",
                "2026-11-30T10:14:37.000001Z",
                "2026-11-30T10:14:37.120034Z",
                "2026-11-30T10:14:37.000000001Z",
                "2026-11-30T10:14:37.999999999Z",
                "1969-12-31T23:59:59.25Z",
                "-0044-03-15T12:00:00.000100Z",
                "+12345-01-01T00:00:00Z"
            })
    void asJavaWritesIt(String text) {
        Instant time = Instant.parse(text);
        assertThat(written(time)).isEqualTo(time.toString());
    }

    @Test
    void anyTimeOfAnySecond() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            Instant time = Instant.ofEpochSecond(
                    random.nextLong(4_000_000_000L),
                    random.nextInt(1_000_000_000) / List.of(1, 1_000, 1_000_000).get(i % 3));
            assertThat(written(time)).isEqualTo(time.toString());
        }
    }
}
