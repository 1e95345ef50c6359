package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.pool.MachineShares.Bounds;
import org.musterhpc.launcher.cluster.pool.MachineShares.Machine;

/** Which agents are kept on which machine. */
class MachineSharesTest {
    private static Machine machine(String name, Set<Integer> kept, Set<Integer> idle) {
        return new Machine(name, true, kept, kept, idle);
    }

    private static Map<String, Set<Integer>> change(int min, int max, int goal, Machine... machines) {
        return MachineShares.change(List.of(machines), new Bounds(min, max), goal);
    }

    @Test
    void theEmptiestMachineGrowsFirst() {
        assertThat(change(0, 4, 4, machine("a", Set.of(1, 2), Set.of()), machine("b", Set.of(), Set.of())))
                .isEqualTo(Map.of("b", Set.of(1, 2)));
        assertThat(change(0, 2, 99, machine("a", Set.of(2), Set.of()), machine("b", Set.of(), Set.of())))
                .isEqualTo(Map.of("a", Set.of(1, 2), "b", Set.of(1, 2)));
    }

    @Test
    void onlyThoseThatAreIdleLeaveAndTheFullestMachineShrinksFirst() {
        assertThat(change(0, 4, 0, machine("a", Set.of(1, 2, 3), Set.of(2)), machine("b", Set.of(1), Set.of())))
                .isEqualTo(Map.of("a", Set.of(1, 3)));
        assertThat(change(0, 4, 3, machine("a", Set.of(1, 2, 3), Set.of(1, 2, 3)), machine("b", Set.of(1), Set.of(1))))
                .isEqualTo(Map.of("a", Set.of(1, 2)));
        assertThat(change(0, 4, 1, machine("a", Set.of(1, 2), Set.of()))).isEmpty();
    }

    @Test
    void eachMachineKeepsMinAndNeverHasMoreThanMax() {
        assertThat(change(1, 4, 2, machine("a", Set.of(1, 2, 3), Set.of(1, 2, 3)), machine("b", Set.of(), Set.of())))
                .isEqualTo(Map.of("a", Set.of(1), "b", Set.of(1)));
        assertThat(change(0, 1, 9, machine("a", Set.of(1, 2, 3), Set.of(1))))
                .as("max was lowered: those that work end what they have")
                .isEqualTo(Map.of("a", Set.of(2)));
    }

    @Test
    void whoIsAboutToLeaveTakesANumberAndAPlaceUntilItHasLeft() {
        Machine leaving = new Machine("a", true, Set.of(2), Set.of(1, 2), Set.of());
        assertThat(change(0, 3, 9, leaving)).isEqualTo(Map.of("a", Set.of(2, 3)));
        assertThat(change(0, 2, 9, leaving)).isEmpty();
        assertThat(leaving.leaving()).isEqualTo(1);
    }

    @Test
    void aMachineThatCannotBeUsedIsLeftAloneAndItsAgentsCountAsFarAsTheyLive() {
        Machine away = new Machine("a", false, Set.of(1, 2, 3), Set.of(1), Set.of(1));
        assertThat(change(1, 4, 3, away, machine("b", Set.of(1), Set.of()))).isEqualTo(Map.of("b", Set.of(1, 2)));
        assertThat(change(1, 4, 9, away)).isEmpty();
    }

    /** Whatever is there: bounds hold, who works stays, nothing is done twice. */
    @Test
    void boundsHoldWhateverIsThere() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            int min = random.nextInt(3);
            int max = min + 1 + random.nextInt(3);
            int goal = random.nextInt(20);
            List<Machine> all = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                Set<Integer> kept = some(random, max + 2);
                all.add(new Machine(
                        "m" + i, random.nextInt(5) > 0, kept, some(random, max + 2), some(random, max + 2)));
            }
            Map<String, Set<Integer>> changes = MachineShares.change(all, new Bounds(min, max), goal);
            List<Machine> after = new ArrayList<>();
            for (Machine machine : all) {
                Set<Integer> now = changes.getOrDefault(machine.name(), machine.kept());
                after.add(new Machine(machine.name(), machine.usable(), now, machine.alive(), machine.idle()));
                if (!machine.usable()) {
                    assertThat(changes).doesNotContainKey(machine.name());
                    continue;
                }
                assertThat(now.size()).isLessThanOrEqualTo(max);
                Set<Integer> begun = new HashSet<>(now);
                begun.removeAll(machine.kept());
                begun.retainAll(machine.alive());
                assertThat(begun).isEmpty();
                Set<Integer> ended = new HashSet<>(machine.kept());
                ended.removeAll(now);
                if (machine.kept().size() <= max) {
                    assertThat(machine.idle()).containsAll(ended);
                }
            }
            assertThat(MachineShares.change(after, new Bounds(min, max), goal))
                    .as("once it is so, nothing changes")
                    .isEmpty();
        }
    }

    private static Set<Integer> some(Random random, int upTo) {
        Set<Integer> numbers = new HashSet<>();
        for (int number = 1; number <= upTo; number++) {
            if (random.nextBoolean()) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
