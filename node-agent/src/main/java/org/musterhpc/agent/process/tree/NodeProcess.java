package org.musterhpc.agent.process.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process of a node as a part of a name, from which another process of that node tells whether it is gone.
 *
 * @param boot of the node, some letters of its id
 * @param space pid namespace in which the process has its id; in another, ids are others
 * @param start in ticks since the boot: the id may be somebody else's by now
 */
public record NodeProcess(String boot, String space, int pid, long start) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{8})-(\\d{1,20})-(\\d{1,9})-(\\d{1,18})");
    private static final int LETTERS = 8;

    /**
     * This one.
     *
     * @throws IOException where this is no Linux
     */
    public static NodeProcess self() throws IOException {
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                .strip()
                .replaceAll("[^0-9a-f]", "");
        String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        int pid = Math.toIntExact(ProcessHandle.current().pid());
        ProcEntry self = ProcEntry.read(pid);
        return new NodeProcess(
                boot.substring(0, LETTERS), space.replaceAll("\\D", ""), pid, self == null ? 0 : self.start());
    }

    /** As {@link #toString} has written it; null where that is something else. */
    public static @Nullable NodeProcess of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? new NodeProcess(
                        form.group(1), form.group(2), Integer.parseInt(form.group(3)), Long.parseLong(form.group(4)))
                : null;
    }

    /** Whether it ran on this node since its last boot, and has certainly ended; false where a look from {@code me} cannot tell. */
    public boolean gone(NodeProcess me) {
        if (!boot.equals(me.boot) || !space.equals(me.space)) {
            return false;
        }
        ProcEntry now = ProcEntry.read(pid);
        return now == null || now.start() != start;
    }

    @Override
    public String toString() {
        return "%s-%s-%d-%d".formatted(boot, space, pid, start);
    }
}
