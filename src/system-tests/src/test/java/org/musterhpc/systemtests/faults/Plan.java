package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a round does; it follows from the seed and the round's number alone, so that one round can be done again.
 *
 * @param always whether Redis syncs each write, or once a second
 * @param sentinel whether a submission and a sentinel look after the campaign, or one {@code run}
 */
record Plan(int round, long seed, int tasks, Shape shape, boolean always, boolean sentinel, List<Fault> faults) {

    /** @param each how many faults a round has */
    static Plan of(long seed, int round, int tasks, int each, List<Fault> kinds) {
        Random random = random(seed, round);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            faults.add(drawn(seed, (round - 1) * each + i, kinds));
        }
        return new Plan(round, seed, tasks, Shape.of(round - 1), random.nextBoolean(), random.nextBoolean(), faults);
    }

    /** Kinds are drawn from a bag that is filled anew when it is empty, so that each has its turn. */
    private static Fault drawn(long seed, int number, List<Fault> kinds) {
        List<Fault> bag = new ArrayList<>(kinds);
        Collections.shuffle(bag, random(seed, -1 - number / kinds.size()));
        return bag.get(number % kinds.size());
    }

    private static Random random(long seed, int round) {
        return new Random(seed * 1_000_003 + round);
    }

    Random random() {
        return random(seed, round + 500_000);
    }

    List<Fault> of(Fault.Phase phase) {
        return faults.stream().filter(fault -> fault.phase() == phase).toList();
    }

    String campaign() {
        return "round-" + round;
    }

    @Override
    public String toString() {
        return "seed " + seed + ", round " + round + " (" + tasks + " tasks, " + shape + ", appendfsync "
                + (always ? "always" : "everysec") + ", " + (sentinel ? "submit and sentinel" : "run") + ")";
    }
}
