package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private final Admission admission = new Admission();

    @Test
    void fullSiteIsTriedEverMoreSeldomAndAtLeastEveryMinute() {
        Instant now = NOW;
        for (int gap : new int[] {10, 20, 40, 60, 60}) {
            assertThat(admission.open(now)).isTrue();
            admission.held(now, "c", 0, 50, "full");
            assertThat(admission.open(now.plusSeconds(gap - 1))).isFalse();
            now = now.plusSeconds(gap);
        }
        assertThat(admission.open(now)).isTrue();
    }

    @Test
    void whatIsKnownIsNotToldAgain() {
        assertThat(admission.held(NOW, "c", 0, 50, "full")).contains("takes no more jobs of yours now", "full");
        assertThat(admission.held(NOW, "c", 0, 50, "full")).isNull();
        assertThat(admission.held(NOW, "c", 0, 50, "closed")).contains("closed");
        assertThat(admission.held(NOW, "c", 12, 50, "closed")).contains("takes 12 of 50 elements now");
        admission.letIn();
        assertThat(admission.held(NOW, "c", 0, 50, "closed")).isNotNull();
    }

    @Test
    void whereThereWasNoRoomOneElementTellsWhetherThereIs() {
        assertThat(admission.begin(50)).isEqualTo(50);
        admission.held(NOW, "c", 0, 50, "full");
        assertThat(admission.begin(50)).isEqualTo(1);
        admission.held(NOW, "c", 1, 50, "full");
        assertThat(admission.begin(49)).isEqualTo(49);
    }
}
