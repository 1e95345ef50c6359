package org.musterhpc.agent.room;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;

/**
 * What a task takes, or what there is for tasks: one number for each kind of resource. A further kind is one more number
 * here; nobody else computes with them.
 *
 * @param cpus processors, or places where those are what is counted
 * @param memory bytes
 * @param gpus which are given by their numbers
 * @param named what an agent has so many of, such as licences; those of which there are none are left out
 */
public record Resources(int cpus, long memory, int gpus, Map<String, Integer> named) {
    public static final Resources NONE = new Resources(0, 0);
    /** Where nobody knows how much memory there is. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    public Resources {
        named = Map.copyOf(named);
    }

    public Resources(int cpus, long memory) {
        this(cpus, memory, 0, Map.of());
    }

    public Resources plus(Resources other) {
        return new Resources(
                cpus + other.cpus, memory + other.memory, gpus + other.gpus, combined(other, Integer::sum));
    }

    public Resources minus(Resources other) {
        return new Resources(
                cpus - other.cpus,
                memory - other.memory,
                gpus - other.gpus,
                combined(other, (mine, theirs) -> mine - theirs));
    }

    private Map<String, Integer> combined(Resources other, IntBinaryOperator with) {
        if (other.named.isEmpty()) {
            return named;
        }
        Map<String, Integer> all = new TreeMap<>(named);
        other.named.forEach((name, number) -> all.put(name, with.applyAsInt(of(name), number)));
        all.values().removeIf(number -> number == 0);
        return all;
    }

    /** How much there is of what has that name. */
    public int of(String name) {
        return named.getOrDefault(name, 0);
    }

    /** Whether there is room for that in this. */
    public boolean holds(Resources part) {
        return part.cpus <= cpus
                && part.memory <= memory
                && part.gpus <= gpus
                && part.named.entrySet().stream().allMatch(each -> each.getValue() <= of(each.getKey()));
    }

    /** How often there is room for that in this. */
    public int times(Resources part) {
        long times = part.cpus == 0 ? Integer.MAX_VALUE : cpus / part.cpus;
        times = part.memory == 0 ? times : Math.min(times, memory / part.memory);
        times = part.gpus == 0 ? times : Math.min(times, gpus / part.gpus);
        for (Map.Entry<String, Integer> each : part.named.entrySet()) {
            times = Math.min(times, of(each.getKey()) / each.getValue());
        }
        return (int) Math.max(0, times);
    }

    /** This, but of processors and memory no more than there is at all. */
    Resources within(Resources whole) {
        return new Resources(Math.min(cpus, whole.cpus), Math.min(memory, whole.memory), gpus, named);
    }
}
