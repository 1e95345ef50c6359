package org.musterhpc.agent.process.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How much memory the processes of a tree use together. Resident sizes are quickly read, but count a page once for each
 * process that has it; shares of pages (PSS) count it once, and take the kernel a walk. So the latter are read only where
 * the former are too much.
 */
public final class TreeMemory {
    private static final Pattern SHARE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

    private final List<ProcEntry> members;
    private final BiPredicate<Integer, Integer> sameMemory;
    private final Path proc;

    /** @param sameMemory whether two processes, by their ids, have one memory: it counts once */
    public TreeMemory(List<ProcEntry> members, BiPredicate<Integer, Integer> sameMemory) {
        this(members, sameMemory, Path.of("/proc"));
    }

    public TreeMemory(List<ProcEntry> members, BiPredicate<Integer, Integer> sameMemory, Path proc) {
        this.members = List.copyOf(members);
        this.sameMemory = sameMemory;
        this.proc = proc;
    }

    /** Bytes; no less than what is used, and exact where it is more than that. */
    public long above(long limit) {
        long most = sum(members, this::resident);
        return most <= limit ? most : sum(ofTheirOwn(), this::share);
    }

    /** The same tree without those that are not among these. */
    public TreeMemory among(Set<ProcEntry.Identity> these) {
        return new TreeMemory(
                members.stream()
                        .filter(member -> these.contains(member.identity()))
                        .toList(),
                sameMemory,
                proc);
    }

    public Set<ProcEntry.Identity> identities() {
        return members.stream().map(ProcEntry::identity).collect(Collectors.toSet());
    }

    private static long sum(List<ProcEntry> entries, ToLongFunction<ProcEntry> bytes) {
        return entries.stream().mapToLong(bytes).sum();
    }

    /** Without children that still have their parent's memory. */
    private List<ProcEntry> ofTheirOwn() {
        Map<Integer, ProcEntry> byId = new HashMap<>();
        members.forEach(member -> byId.put(member.pid(), member));
        return members.stream()
                .filter(member -> !byId.containsKey(member.parent()) || !sameMemory.test(member.pid(), member.parent()))
                .toList();
    }

    private long resident(ProcEntry entry) {
        return kibibytes(entry, "status", ProcessUse.RESIDENT);
    }

    private long share(ProcEntry entry) {
        long share = kibibytes(entry, "smaps_rollup", SHARE);
        share = share > 0 ? share : kibibytes(entry, "smaps", SHARE); // before Linux 4.14
        return share > 0 ? share : resident(entry); // not ours to read: a setuid program
    }

    /** 0 where it has gone, or does not say. */
    private long kibibytes(ProcEntry entry, String file, Pattern line) {
        String text;
        try {
            text = Files.readString(
                    proc.resolve(Integer.toString(entry.pid())).resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return 0;
        }
        long sum = 0;
        for (Matcher found = line.matcher(text); found.find(); ) {
            sum += Long.parseLong(found.group(1)) << 10;
        }
        return sum;
    }
}
