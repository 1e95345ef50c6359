package org.musterhpc.launcher.cluster.pool;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which agents of a pool are kept on which machine: a pure function of those that are there and of how many there shall be. An
 * agent has a number on its machine; who stays keeps it.
 */
final class MachineShares {
    private MachineShares() {}

    /**
     * One machine.
     *
     * @param usable whether agents can be started there now
     * @param kept numbers of the agents that there shall be
     * @param alive numbers of those that are alive, also of those that are about to leave
     * @param idle numbers of those that have had nothing to do for long enough
     */
    record Machine(String name, boolean usable, Set<Integer> kept, Set<Integer> alive, Set<Integer> idle) {
        Machine {
            kept = Set.copyOf(kept);
            alive = Set.copyOf(alive);
            idle = Set.copyOf(idle);
        }

        /** How many agents stay there, as far as is known. */
        int staying() {
            return usable ? kept.size() : both(kept, alive);
        }

        /** Those of its agents that are about to leave. */
        int leaving() {
            return alive.size() - both(kept, alive);
        }

        private static int both(Set<Integer> one, Set<Integer> other) {
            return (int) one.stream().filter(other::contains).count();
        }
    }

    /** @param min of one machine */
    record Bounds(int min, int max) {}

    private record Plan(Machine machine, TreeSet<Integer> kept) {
        int processes() {
            return (int) machine.alive().stream()
                            .filter(number -> !kept.contains(number))
                            .count()
                    + kept.size();
        }

        void add() {
            int number = 1;
            while (kept.contains(number) || machine.alive().contains(number)) {
                number++;
            }
            kept.add(number);
        }

        Optional<Integer> lastIdle() {
            return kept.stream().filter(machine.idle()::contains).max(Comparator.naturalOrder());
        }
    }

    /**
     * @param goal how many agents there shall be on all of them
     * @return numbers by machine, of those where they change
     */
    static Map<String, Set<Integer>> change(List<Machine> machines, Bounds bounds, int goal) {
        List<Plan> plans = machines.stream()
                .filter(Machine::usable)
                .map(machine -> new Plan(machine, new TreeSet<>(machine.kept())))
                .toList();
        plans.forEach(plan -> within(plan, bounds));
        int elsewhere = machines.stream()
                .filter(machine -> !machine.usable())
                .mapToInt(Machine::staying)
                .sum();
        int staying =
                elsewhere + plans.stream().mapToInt(plan -> plan.kept().size()).sum();
        for (; staying < goal && grow(plans, bounds); staying++) {}
        for (; staying > goal && shrink(plans, bounds); staying--) {}
        Map<String, Set<Integer>> changed = new TreeMap<>();
        plans.stream()
                .filter(plan -> !plan.kept().equals(plan.machine().kept()))
                .forEach(plan -> changed.put(plan.machine().name(), plan.kept()));
        return changed;
    }

    /** What bounds say holds, whatever there is to do. */
    private static void within(Plan plan, Bounds bounds) {
        while (plan.kept().size() > bounds.max()) {
            plan.kept().remove(plan.lastIdle().orElse(plan.kept().last()));
        }
        while (plan.kept().size() < bounds.min() && plan.processes() < bounds.max()) {
            plan.add();
        }
    }

    private static boolean grow(List<Plan> plans, Bounds bounds) {
        Optional<Plan> emptiest = plans.stream()
                .filter(plan -> plan.processes() < bounds.max())
                .min(Comparator.comparingInt(plan -> plan.kept().size()));
        emptiest.ifPresent(Plan::add);
        return emptiest.isPresent();
    }

    private static boolean shrink(List<Plan> plans, Bounds bounds) {
        Optional<Plan> fullest = plans.stream()
                .filter(plan ->
                        plan.kept().size() > bounds.min() && plan.lastIdle().isPresent())
                .max(Comparator.comparingInt(plan -> plan.kept().size()));
        fullest.ifPresent(plan -> plan.kept().remove(plan.lastIdle().orElseThrow()));
        return fullest.isPresent();
    }
}
