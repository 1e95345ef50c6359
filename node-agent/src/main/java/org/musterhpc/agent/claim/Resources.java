package org.musterhpc.agent.claim;

/**
 * What a task takes, or what there is for tasks: one number for each kind of resource. A further kind is one more number
 * here; nobody else computes with them.
 *
 * @param cpus processors, or places where those are what is counted
 * @param memory bytes
 */
public record Resources(int cpus, long memory) {
    public static final Resources NONE = new Resources(0, 0);
    /** Where nobody knows how much memory there is. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    public Resources plus(Resources other) {
        return new Resources(cpus + other.cpus, memory + other.memory);
    }

    public Resources minus(Resources other) {
        return new Resources(cpus - other.cpus, memory - other.memory);
    }

    /** Whether there is room for that in this. */
    public boolean holds(Resources part) {
        return part.cpus <= cpus && part.memory <= memory;
    }

    /** How often there is room for that in this. */
    int times(Resources part) {
        long times = part.cpus == 0 ? Integer.MAX_VALUE : cpus / part.cpus;
        return (int) Math.max(0, part.memory == 0 ? times : Math.min(times, memory / part.memory));
    }

    /** This, but of no resource more than there is at all. */
    Resources within(Resources whole) {
        return new Resources(Math.min(cpus, whole.cpus), Math.min(memory, whole.memory));
    }
}
