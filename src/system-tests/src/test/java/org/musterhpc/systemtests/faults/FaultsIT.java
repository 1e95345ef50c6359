package org.musterhpc.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@code bin/faults}: every kind that is possible here, once. */
class FaultsIT {
    private static final long SEED = 1;

    @Test
    void nothingIsLostOrCountedTwiceWhateverHappens() {
        List<Fault> kinds = Kinds.possible();
        int keeping = (int) kinds.stream().filter(fault -> !fault.forgets()).count();
        int forgetting = kinds.size() - keeping;
        // A first bag of each is drawn in the first round, and in the first one that may forget.
        Faults first = new Faults(SEED, new Plan.Scale(1_200, keeping, "0.5"), Kinds.possible(), System.out);
        first.play(1);
        System.out.print(first.report().table());
        Faults third = new Faults(SEED, new Plan.Scale(600, 2 * forgetting - 1, "0.5"), Kinds.possible(), System.out);
        third.play(3);
        System.out.print(third.report().table());
        for (Report report : List.of(first.report(), third.report())) {
            assertThat(report.rows()).allMatch(row -> row.lost() == 0 && row.recordedTwice() == 0);
        }
        assertThat(kinds)
                .filteredOn(fault -> struck(first, fault) + struck(third, fault) == 0)
                .isEmpty();
    }

    private static int struck(Faults faults, Fault fault) {
        return faults.report().rows().stream()
                .filter(row -> row.fault().equals(fault.title()))
                .mapToInt(Row.Figures::struck)
                .sum();
    }
}
