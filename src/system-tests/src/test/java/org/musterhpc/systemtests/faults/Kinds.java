package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * All kinds of faults. A new one is a constant in one of these, or a class and a line here. Still to come: failover to a
 * replica, which needs a Redis Sentinel in {@link Arena}.
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

    static List<Fault> possible() {
        return ALL.stream().filter(fault -> fault.impossible().isEmpty()).toList();
    }
}
