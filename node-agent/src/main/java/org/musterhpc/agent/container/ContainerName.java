package org.musterhpc.agent.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.tree.ProcEntry;

/**
 * What a container is called: after the agent that started it, so that another on that node knows whether it is gone.
 *
 * @param user the agent's
 * @param boot of the node, some letters of its id
 * @param space pid namespace in which the agent has its id; in another, ids are others
 * @param start of the agent, in ticks since the boot: its id may be somebody else's by now
 * @param number of the container among the agent's
 */
record ContainerName(long user, String boot, String space, int pid, long start, long number) {
    private static final Pattern FORM =
            Pattern.compile("muster-(\\d{1,10})-([0-9a-f]{8})-(\\d{1,20})-(\\d{1,9})-(\\d{1,18})-(\\d{1,18})");
    private static final int LETTERS = 8;

    /**
     * The first of this process.
     *
     * @throws IOException where this is no Linux
     */
    static ContainerName first(Ids ids) throws IOException {
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                .strip()
                .replaceAll("[^0-9a-f]", "");
        String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        int pid = Math.toIntExact(ProcessHandle.current().pid());
        ProcEntry self = ProcEntry.read(pid);
        return new ContainerName(
                ids.user(),
                boot.substring(0, LETTERS),
                space.replaceAll("\\D", ""),
                pid,
                self == null ? 0 : self.start(),
                0);
    }

    ContainerName numbered(long other) {
        return new ContainerName(user, boot, space, pid, start, other);
    }

    /** Null where it is none of ours. */
    static @Nullable ContainerName of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? new ContainerName(
                        Long.parseLong(form.group(1)),
                        form.group(2),
                        form.group(3),
                        Integer.parseInt(form.group(4)),
                        Long.parseLong(form.group(5)),
                        Long.parseLong(form.group(6)))
                : null;
    }

    /**
     * Whether the agent that has started it is certainly gone, as seen by another on its node.
     *
     * @param me any name of that other
     */
    boolean abandoned(ContainerName me) {
        if (user != me.user) {
            return false;
        }
        if (!boot.equals(me.boot)) {
            return true;
        }
        if (!space.equals(me.space)) {
            return false; // no look from here tells
        }
        ProcEntry agent = ProcEntry.read(pid);
        return agent == null || agent.start() != start;
    }

    @Override
    public String toString() {
        return "muster-%d-%s-%s-%d-%d-%d".formatted(user, boot, space, pid, start, number);
    }
}
