package org.musterhpc.agent.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The processes of one task: its leader, whoever can be attributed to it, and all their descendants.
 *
 * <p>An orphan is attributed by its session or process group, by having been seen in the family before, by a mark that it
 * cannot drop, or by the task's token in its environment.
 */
final class Family {
    private final int leader;
    private final String variable;
    private final Predicate<ProcEntry> mayBeOrphan;
    private final Predicate<ProcEntry> marked;
    private final Set<ProcEntry.Identity> seen = new HashSet<>();
    private volatile boolean leaderEnded;

    Family(int leader, String variable, Predicate<ProcEntry> mayBeOrphan, Predicate<ProcEntry> marked) {
        this.leader = leader;
        this.variable = variable;
        this.mayBeOrphan = mayBeOrphan;
        this.marked = marked;
    }

    /** From now on the leader's id may be somebody else's. */
    void leaderEnded() {
        leaderEnded = true;
    }

    /** Everybody alive, found by a look at all processes. */
    synchronized List<ProcEntry> members() {
        List<ProcEntry> all = ProcEntry.all();
        Map<Integer, List<ProcEntry>> children = new HashMap<>();
        List<ProcEntry> members = new ArrayList<>();
        for (ProcEntry entry : all) {
            children.computeIfAbsent(entry.parent(), parent -> new ArrayList<>())
                    .add(entry);
            if (isLeader(entry) || isOrphan(entry)) {
                members.add(entry);
            }
        }
        Set<ProcEntry> found = new HashSet<>(members);
        for (int i = 0; i < members.size(); i++) {
            for (ProcEntry child : children.getOrDefault(members.get(i).pid(), List.of())) {
                if (found.add(child)) {
                    members.add(child);
                }
            }
        }
        members.forEach(member -> seen.add(member.identity()));
        return members;
    }

    synchronized boolean isOrphan(ProcEntry entry) {
        return mayBeOrphan.test(entry)
                && (entry.session() == leader
                        || entry.group() == leader
                        || seen.contains(entry.identity())
                        || marked.test(entry)
                        || entry.hasInEnvironment(variable));
    }

    private boolean isLeader(ProcEntry entry) {
        return entry.pid() == leader && !leaderEnded;
    }
}
