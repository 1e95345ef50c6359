package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a round does; it follows from the seed and the round's number alone, so that one round can be done again.
 *
 * @param always whether Redis syncs each write, or once a second
 * @param sentinel whether a submission and a sentinel look after the campaign, or one {@code run}
 */
record Plan(int round, long seed, Scale scale, Shape shape, boolean always, boolean sentinel, List<Fault> faults) {

    /**
     * How large rounds are.
     *
     * @param tasks of a round
     * @param faults of a round
     * @param pause seconds that a task takes
     */
    record Scale(int tasks, int faults, String pause) {}

    /**
     * Only in every third round Redis may forget what it has acknowledged: the others are checked more strictly.
     *
     * @param kinds those that are possible here
     */
    static Plan of(long seed, int round, Scale scale, List<Fault> kinds) {
        List<Fault> keeping = kinds.stream().filter(fault -> !fault.forgets()).toList();
        List<Fault> forgetting = kinds.stream().filter(Fault::forgets).toList();
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < scale.faults(); i++) {
            boolean forgets = mayForget(round) && i % 2 == 0;
            faults.add(
                    forgets
                            ? drawn(seed, (round / 3 - 1) * ((scale.faults() + 1) / 2) + i / 2, forgetting)
                            : drawn(seed, (round - 1) * scale.faults() + i, keeping));
        }
        return new Plan(round, seed, scale, Shape.of(round), round % 2 == 0, round / 2 % 2 == 0, faults);
    }

    private static boolean mayForget(int round) {
        return round % 3 == 0;
    }

    /** Kinds are drawn from a bag that is filled anew when it is empty, so that each has its turn. */
    private static Fault drawn(long seed, int number, List<Fault> kinds) {
        List<Fault> bag = new ArrayList<>(kinds);
        Collections.shuffle(bag, random(seed, -1 - number / kinds.size()));
        return bag.get(number % kinds.size());
    }

    private static Random random(long seed, int round) {
        // Neighbouring seeds would begin alike.
        return new Random(seed * 1_000_003 + round * 0x9E37_79B9_7F4A_7C15L);
    }

    Random random() {
        return random(seed, round + 500_000);
    }

    /** In the order of the plan; those of a submission in the order in which their moments come, each once. */
    List<Fault> of(Fault.Phase phase) {
        List<Fault> wanted =
                faults.stream().filter(fault -> fault.phase() == phase).toList();
        return phase == Fault.Phase.RUNNING
                ? wanted
                : Kinds.ALL.stream().filter(wanted::contains).toList();
    }

    int tasks() {
        return scale.tasks();
    }

    /** Every task, and the state in which it has to end. */
    Map<String, String> ends() {
        return shape.ends(tasks());
    }

    String yaml() {
        return shape.yaml(tasks(), scale.pause());
    }

    String campaign() {
        return "round-" + round;
    }

    @Override
    public String toString() {
        return "seed " + seed + ", round " + round + " (" + tasks() + " tasks, " + shape + ", appendfsync "
                + (always ? "always" : "everysec") + ", " + (sentinel ? "submit and sentinel" : "run") + ")";
    }
}
