package org.musterhpc.launcher.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void quantilesAreAtMostASixteenthTooLarge() {
        Random random = new Random(7);
        long[] values = LongStream.range(0, 10_000)
                .map(i -> (long) Math.exp(random.nextDouble() * 40))
                .sorted()
                .toArray();
        Distribution all = new Distribution();
        for (long value : values) {
            all.add(value);
        }
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            assertThat(all.quantile(share)).isBetween(exact, exact + exact / 16);
        }
        assertThat(all.quantile(1)).isEqualTo(values[values.length - 1]).isEqualTo(all.greatest());
    }

    @Test
    void smallNumbersAreExactAndAnythingFits() {
        Distribution all = new Distribution();
        for (long value : new long[] {0, 3, 3, 15, -5, Long.MAX_VALUE}) {
            all.add(value);
        }
        assertThat(all.quantile(0.5)).isEqualTo(3);
        assertThat(all.quantile(0.8)).isEqualTo(15);
        assertThat(all.quantile(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(all.above(3)).isEqualTo(2);
        assertThat(new Distribution().quantile(0.99)).isZero();
        assertThat(new Distribution().cells(10)).isEmpty();
    }

    @Test
    void cellsHoldEveryValueAndAreFew() {
        Distribution all = new Distribution();
        LongStream.range(0, 5_000).forEach(i -> all.add(i * i));
        assertThat(all.cells(40)).hasSizeLessThanOrEqualTo(41);
        assertThat(all.cells(40).stream().mapToLong(Distribution.Cell::count).sum())
                .isEqualTo(5_000);
        assertThat(all.cells(40)).allSatisfy(cell -> assertThat(cell.from()).isLessThanOrEqualTo(cell.to()));
    }
}
