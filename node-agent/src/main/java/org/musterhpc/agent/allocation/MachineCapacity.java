package org.musterhpc.agent.allocation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.tree.GroupMembership;

/** What this machine has, as far as the control group of this process lets it be had. */
public record MachineCapacity(Path proc, Path groups) {
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s+(\\d{1,15}) kB");

    /** Bytes, or null where nobody says. */
    public static @Nullable Long memory() {
        return new MachineCapacity(Path.of("/proc"), Path.of("/sys/fs/cgroup")).bytes();
    }

    /** The least of what there is and of the limits of our group and of those that it is in; of version 2 or 1. */
    @Nullable
    Long bytes() {
        Matcher total = TOTAL.matcher(text(proc.resolve("meminfo")));
        Long least = total.find() ? Long.valueOf(Long.parseLong(total.group(1)) << 10) : null;
        for (GroupMembership group : GroupMembership.in(text(proc.resolve("self/cgroup")))) {
            if (group.ofVersion2()) {
                least = limited(least, groups, group.path(), "memory.max");
            } else if (group.countsMemory()) {
                least = limited(least, groups.resolve("memory"), group.path(), "memory.limit_in_bytes");
            }
        }
        return least;
    }

    /** In a container the path may be that of the host, and the group itself be mounted at the top: that is looked at, too. */
    private static @Nullable Long limited(@Nullable Long before, Path mount, String path, String file) {
        Long least = before;
        Path group = mount;
        List<String> steps = List.of(path.split("/"));
        for (int i = 0; i <= steps.size(); i++) {
            String text = text(group.resolve(file)).strip();
            if (text.matches("\\d{1,18}")) { // else "max", or not there
                long most = Long.parseLong(text);
                least = least == null || most < least ? Long.valueOf(most) : least;
            }
            group = i < steps.size() ? group.resolve(steps.get(i)) : group;
        }
        return least;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException notThere) {
            return "";
        }
    }
}
