package org.musterhpc.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose doing it is that a task ran again. */
class StruckTest {
    private static final Struck CUT = new Struck(NetworkFault.CUT, 10, 12);
    private static final Struck WIPED = new Struck(LossFault.WIPED, 20, 22);

    @Test
    void firstFaultAfterTheStartBeforeItIs() {
        assertThat(Struck.causeOf(new Verdict.Again(9, 13), List.of(CUT, WIPED)))
                .contains(CUT.fault());
        assertThat(Struck.causeOf(new Verdict.Again(13, 25), List.of(CUT, WIPED)))
                .contains(WIPED.fault());
        assertThat(Struck.causeOf(new Verdict.Again(14, 15), List.of(CUT, WIPED)))
                .as("it was claimed before")
                .contains(CUT.fault());
    }

    @Test
    void whatHadFailedBeforeAllFaultsWasForgottenByOneThatForgets() {
        assertThat(Struck.causeOf(new Verdict.Again(1, 2), List.of(CUT, WIPED))).contains(WIPED.fault());
        assertThat(Struck.causeOf(new Verdict.Again(1, 2), List.of(CUT)))
                .as("then it is nobody's doing but ours")
                .isEmpty();
    }
}
