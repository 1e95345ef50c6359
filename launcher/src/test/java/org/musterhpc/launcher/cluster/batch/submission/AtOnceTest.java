package org.musterhpc.launcher.cluster.batch.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;

class AtOnceTest {
    private static Stage stage(String name, int most, Map<String, Share> shares) {
        return Samples.stage(name, RetrySettings.DEFAULT, null).boundedBy(new Bounds(most, null, shares));
    }

    private static Map<String, Tally> tallies(long first, long second) {
        return Map.of(
                "first", Samples.tally(first, 0, 0, 0, Map.of()), "second", Samples.tally(second, 1, 0, 0, Map.of()));
    }

    @Test
    void whereNothingIsBoundedThereIsNoEnd() {
        assertThat(AtOnce.of(List.of(stage("first", 0, Map.of())), tallies(5, 5), 0))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void eachStageHasWhatItsBoundAndTheLimitsLeave() {
        Stage most = stage("first", 3, Map.of());
        Stage free = stage("second", 0, Map.of());
        assertThat(AtOnce.of(List.of(most, free), tallies(100, 6), 0)).isEqualTo(3 + 7);
        assertThat(AtOnce.of(List.of(most), Map.of(), 100)).isEqualTo(3);
        Stage two = stage("first", 0, Map.of("licence", new Share(2, 5)));
        Stage one = stage("second", 0, Map.of("licence", new Share(1, 5)));
        assertThat(AtOnce.of(List.of(two, one), tallies(100, 100), 0)).isEqualTo(5);
        assertThat(AtOnce.of(List.of(two, one), tallies(100, 2), 0)).isEqualTo(3 + 1);
    }
}
