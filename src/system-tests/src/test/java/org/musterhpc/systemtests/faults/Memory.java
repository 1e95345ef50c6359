package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.List;

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

    static double firstMiB(List<Long> looks) {
        return looks.isEmpty() ? 0 : looks.get(0) / 1024.0;
    }

    static double lastMiB(List<Long> looks) {
        return looks.isEmpty() ? 0 : looks.get(looks.size() - 1) / 1024.0;
    }

    List<Long> agent() {
        return agent;
    }

    List<Long> launcher() {
        return launcher;
    }
}
