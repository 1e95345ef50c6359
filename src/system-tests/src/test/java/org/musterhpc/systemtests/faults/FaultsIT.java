package org.musterhpc.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@code bin/faults}: every kind that is possible here, once. */
class FaultsIT {
    private static final long SEED = 1;
    private static final int LAST_ROUND = 18;

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
        // On a busy machine a round's tasks may be over before all of its faults have struck: then another one follows.
        for (int round = 6; round <= LAST_ROUND && !missing(kinds, first, third).isEmpty(); round += 3) {
            third.play(round);
        }
        System.out.print(third.report().table());
        System.out.println("first: " + first.doubled() + "; third: " + third.doubled());
        for (Report report : List.of(first.report(), third.report())) {
            assertThat(report.rows()).allMatch(row -> row.lost() == 0 && row.recordedTwice() == 0);
        }
        assertThat(missing(kinds, first, third)).isEmpty();
    }

    private static List<Fault> missing(List<Fault> kinds, Faults first, Faults third) {
        return kinds.stream()
                .filter(fault -> struck(first, fault) + struck(third, fault) == 0)
                .toList();
    }

    private static int struck(Faults faults, Fault fault) {
        return faults.report().rows().stream()
                .filter(row -> row.fault().equals(fault.title()))
                .mapToInt(Row.Figures::struck)
                .sum();
    }
}
