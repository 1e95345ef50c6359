package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Resident memory of the agent that no fault ends and of the sentinel, in KiB, in the order of the looks. Not that of
 * {@code run}: in rounds with one there is no sentinel, and the two cannot be compared.
 */
final class Memory {
    private final List<Long> agent = new ArrayList<>();
    private final List<Long> launcher = new ArrayList<>();

    void note(Arena arena) {
        arena.steady().pid().map(Procs::memory).filter(kib -> kib > 0).ifPresent(agent::add);
        arena.launcher()
                .follower()
                .filter(program -> arena.plan().sentinel())
                .flatMap(Watched::pid)
                .map(Procs::memory)
                .filter(kib -> kib > 0)
                .ifPresent(launcher::add);
    }

    void add(Memory later) {
        agent.addAll(later.agent);
        launcher.addAll(later.launcher);
    }

    /** In MiB, at the begin, after each quarter of the looks, and at the end; none where there was no look. */
    static List<Long> quarters(List<Long> looks) {
        return looks.isEmpty()
                ? List.of()
                : IntStream.rangeClosed(0, 4)
                        .mapToObj(quarter -> Math.round(looks.get((looks.size() - 1) * quarter / 4) / 1024.0))
                        .toList();
    }

    List<Long> agent() {
        return agent;
    }

    List<Long> launcher() {
        return launcher;
    }
}
