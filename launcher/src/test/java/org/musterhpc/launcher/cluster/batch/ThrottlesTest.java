package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.Seen;
import org.musterhpc.queue.model.ArrayRecord.State;

class ThrottlesTest {

    private static ArrayRecord array(String job, @Nullable Integer throttle, int pending, int running, State state) {
        return new ArrayRecord(
                job,
                "cosma",
                job,
                new ArrayRecord.Elements(0, 9, throttle, false),
                new ArrayRecord.ElementSize(null, 1, null),
                new Seen(pending, running, 10 - pending - running, "", false),
                ArrayRecord.Standing.of(state));
    }

    private static Map<String, Integer> raised(@Nullable Integer throttle, ArrayRecord... live) {
        return Throttles.raised(List.of(live), throttle).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().job(), Map.Entry::getValue));
    }

    @Test
    void whatAnEndedArrayLeavesIsDividedAmongThoseThatWait() {
        assertThat(raised(8, array("1", 2, 6, 2, State.SUBMITTED), array("2", 2, 3, 2, State.SUBMITTED)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("1", 4, "2", 4));
        assertThat(raised(5, array("1", 2, 6, 2, State.SUBMITTED), array("2", 2, 3, 2, State.SUBMITTED)))
                .isEqualTo(Map.of("1", 3));
    }

    @Test
    void anArrayThatOnlyRunsItsLastElementsLeavesTheRest() {
        assertThat(raised(4, array("1", 2, 0, 1, State.SUBMITTED), array("2", 2, 5, 2, State.SUBMITTED)))
                .isEqualTo(Map.of("2", 3));
    }

    @Test
    void nobodyGetsMoreThanItHasElements() {
        assertThat(raised(20, array("1", 2, 1, 2, State.SUBMITTED))).isEqualTo(Map.of("1", 3));
    }

    @Test
    void nothingIsDividedWhereNothingIsFreeOrNobodyKnows() {
        assertThat(raised(4, array("1", 2, 5, 2, State.SUBMITTED), array("2", 2, 5, 2, State.SUBMITTED)))
                .isEmpty();
        assertThat(raised(null, array("1", 2, 5, 2, State.SUBMITTED))).isEmpty();
        assertThat(raised(4, array("1", 2, 5, 2, State.SUBMITTED), array("2", 2, 10, 0, State.INTENT)))
                .as("it may be on its way")
                .isEmpty();
        assertThat(raised(4, array("1", null, 5, 2, State.SUBMITTED))).isEmpty();
    }
}
