package org.musterhpc.agent.process.tree;

import java.util.List;

/**
 * That a process is in a control group: a line of {@code /proc/PID/cgroup}, {@code HIERARCHY:CONTROLLERS:PATH} (cgroups(7)).
 *
 * @param controllers of version 1; none: version 2
 * @param path of the group, below where groups are mounted, without a slash before it; empty: the root
 */
public record GroupMembership(List<String> controllers, String path) {
    private static final int FIELDS = 3;
    private static final String MEMORY = "memory";

    /** What the file says; what is no such line is passed over. */
    public static List<GroupMembership> in(String file) {
        return file.lines()
                .map(line -> line.split(":", FIELDS))
                .filter(fields -> fields.length == FIELDS)
                .map(fields -> new GroupMembership(
                        fields[1].isEmpty() ? List.of() : List.of(fields[1].split(",")),
                        fields[2].substring(Math.min(1, fields[2].length()))))
                .toList();
    }

    public boolean ofVersion2() {
        return controllers.isEmpty();
    }

    /** Whether this is the group, of version 1, that memory is counted in. */
    public boolean countsMemory() {
        return controllers.contains(MEMORY);
    }
}
