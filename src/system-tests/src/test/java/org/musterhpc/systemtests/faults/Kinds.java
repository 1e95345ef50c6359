package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * All kinds of faults. A new one is a constant in one of these, or a class and a line here.
 */
final class Kinds {
    static final List<Fault> ALL = all();

    private Kinds() {}

    private static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.addAll(List.of(AgentFault.values()));
        all.addAll(List.of(TaskFault.values()));
        all.addAll(List.of(LauncherFault.values()));
        all.addAll(List.of(RedisFault.values()));
        all.addAll(List.of(LossFault.values()));
        all.addAll(List.of(NetworkFault.values()));
        all.addAll(List.of(DiskFault.values()));
        all.addAll(List.of(ClockFault.values()));
        return List.copyOf(all);
    }

    /** Those that end neither the launcher nor the sentinel, so that its memory can be watched. */
    static List<Fault> sparingLauncher() {
        return possible().stream()
                .filter(fault -> !(fault instanceof LauncherFault))
                .toList();
    }

    static List<Fault> possible() {
        return ALL.stream().filter(fault -> fault.impossible().isEmpty()).toList();
    }
}
