package org.musterhpc.queue.redis.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.queue.redis.Setups;
import org.musterhpc.queue.redis.script.Script;

/**
 * Random walks through the protocol, up to 450 tasks each. {@code -Dmodel.seed=17} walks that one again,
 * {@code -Dmodel.walks=1000} more of them, {@code -Dmodel.steps=5000} further.
 */
class ProtocolWalkIT {
    private static final int WALKS = 15;
    private static final int STEPS = 1_000;

    static List<Long> seeds() {
        Long only = Long.getLong("model.seed");
        return only != null
                ? List.of(only)
                : LongStream.rangeClosed(1, Integer.getInteger("model.walks", WALKS))
                        .boxed()
                        .toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLostOrDoubledAndEverythingEnds(long seed) {
        int steps = Integer.getInteger("model.steps", STEPS);
        assertThat(Walk.run(seed, steps)).isGreaterThan(steps);
    }

    @Test
    void queuesUnderNamesOfAConfigGoTheSameWayAndTellOnceOfWhatEnds() {
        int steps = Integer.getInteger("model.steps", STEPS);
        assertThat(Walk.run(Setups.named("walk-named", 40, 5), Script.texts(), 3, steps))
                .isGreaterThan(steps);
    }
}
