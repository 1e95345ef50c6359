package org.musterhpc.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void clockGrowsWithTheTime() {
        assertThat(Times.clock(Duration.ofSeconds(8))).isEqualTo("0:08");
        assertThat(Times.clock(Duration.ofSeconds(201))).isEqualTo("3:21");
        assertThat(Times.clock(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
        assertThat(Times.clock(Duration.ofSeconds(2 * 86_400 + 11_045))).isEqualTo("2d 03:04:05");
    }

    @Test
    void exactTimesKeepThreeDigits() {
        assertThat(Times.exact(0.2304)).isEqualTo("230 ms");
        assertThat(Times.exact(1.236)).isEqualTo("1.24 s");
        assertThat(Times.exact(14.23)).isEqualTo("14.2 s");
        assertThat(Times.exact(61.4)).isEqualTo("1:01");
    }

    @Test
    void guessesAreRound() {
        assertThat(Times.about(Duration.ofMillis(300))).isEqualTo("1 s");
        assertThat(Times.about(Duration.ofSeconds(89))).isEqualTo("89 s");
        assertThat(Times.about(Duration.ofSeconds(170))).isEqualTo("3 min");
        assertThat(Times.about(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
        assertThat(Times.about(Duration.ofHours(76))).isEqualTo("3 d 4 h");
    }

    @Test
    void timesForProgramsAreInUtcToTheMillisecond() {
        assertThat(Times.rfc3339(Instant.parse("2026-11-23T20:15:03.123456Z"))).isEqualTo("2026-11-23T20:15:03.123Z");
    }

    @Test
    void hundredPercentMeansAll() {
        assertThat(Numbers.percent(999_999, 1_000_000)).isEqualTo(99);
        assertThat(Numbers.percent(3, 3)).isEqualTo(100);
        assertThat(Numbers.percent(0, 0)).isZero();
    }

    @Test
    void ratesKeepTheDigitsThatMatter() {
        assertThat(Numbers.rate(0.523)).isEqualTo("0.52");
        assertThat(Numbers.rate(9.44)).isEqualTo("9.4");
        assertThat(Numbers.rate(148.2)).isEqualTo("148");
        assertThat(Numbers.rate(84_033)).isEqualTo("84,000");
    }

    @Test
    void bytesHaveAUnit() {
        assertThat(Numbers.bytes(34)).isEqualTo("34 B");
        assertThat(Numbers.bytes(86_300_000)).isEqualTo("82.3 MiB");
    }
}
