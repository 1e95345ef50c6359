package org.musterhpc.agent.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All living processes at one moment, and whose children they are. One look serves all who ask. */
public final class Processes {
    private final List<ProcEntry> all;
    private final Map<Integer, List<ProcEntry>> children = new HashMap<>();
    private final Set<ProcEntry.Identity> identities = new HashSet<>();

    Processes(List<ProcEntry> all) {
        this.all = List.copyOf(all);
        for (ProcEntry entry : all) {
            children.computeIfAbsent(entry.parent(), parent -> new ArrayList<>())
                    .add(entry);
            identities.add(entry.identity());
        }
    }

    /** Throws {@link java.io.UncheckedIOException} where they cannot be listed. */
    public static Processes now() {
        return new Processes(ProcEntry.all());
    }

    List<ProcEntry> all() {
        return all;
    }

    List<ProcEntry> childrenOf(ProcEntry entry) {
        return children.getOrDefault(entry.pid(), List.of());
    }

    boolean has(ProcEntry.Identity identity) {
        return identities.contains(identity);
    }
}
