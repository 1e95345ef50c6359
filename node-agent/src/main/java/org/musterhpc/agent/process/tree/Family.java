package org.musterhpc.agent.process.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The processes of one task: its leader, whoever can be attributed to it, and all their descendants.
 *
 * <p>An orphan is attributed by its session or process group, by having been seen in the family before, by a mark that it
 * cannot drop, or by the task's token in its environment.
 */
public final class Family {
    /** A task that lasts may start any number of short ones: who has gone is forgotten then. */
    private static final int MANY = 4096;

    private final int leader;
    private final Predicate<ProcEntry> mayBeOrphan;
    private final Predicate<ProcEntry> marked;
    private final Predicate<ProcEntry> named;
    private final Set<ProcEntry.Identity> seen = new HashSet<>();
    private volatile boolean leaderEnded;

    /**
     * @param marked whether a process has the mark
     * @param named whether its environment says that it is of this task; asked last, as that is to be read from a file
     */
    public Family(
            int leader, Predicate<ProcEntry> mayBeOrphan, Predicate<ProcEntry> marked, Predicate<ProcEntry> named) {
        this.leader = leader;
        this.mayBeOrphan = mayBeOrphan;
        this.marked = marked;
        this.named = named;
    }

    /** From now on the leader's id may be somebody else's. */
    public void leaderEnded() {
        leaderEnded = true;
    }

    /** Everybody alive, found by a look at all processes. */
    List<ProcEntry> members() {
        return members(Processes.now(), this::isOrphan);
    }

    /**
     * Whom a look that others share shows; without those orphans that nothing but their environment tells, which takes a
     * file for each.
     */
    public List<ProcEntry> plainMembers(Processes look) {
        return members(look, this::isPlainlyOrphan);
    }

    private synchronized List<ProcEntry> members(Processes look, Predicate<ProcEntry> orphan) {
        List<ProcEntry> members = new ArrayList<>();
        for (ProcEntry entry : look.all()) {
            if (isLeader(entry) || orphan.test(entry)) {
                members.add(entry);
            }
        }
        Set<ProcEntry> found = new HashSet<>(members);
        for (int i = 0; i < members.size(); i++) {
            for (ProcEntry child : look.childrenOf(members.get(i))) {
                if (found.add(child)) {
                    members.add(child);
                }
            }
        }
        if (seen.size() > MANY) {
            seen.removeIf(identity -> !look.has(identity));
        }
        members.forEach(member -> seen.add(member.identity()));
        return members;
    }

    public synchronized boolean isOrphan(ProcEntry entry) {
        return isPlainlyOrphan(entry) || (mayBeOrphan.test(entry) && named.test(entry));
    }

    private synchronized boolean isPlainlyOrphan(ProcEntry entry) {
        return mayBeOrphan.test(entry)
                && (entry.session() == leader
                        || entry.group() == leader
                        || seen.contains(entry.identity())
                        || marked.test(entry));
    }

    private boolean isLeader(ProcEntry entry) {
        return entry.pid() == leader && !leaderEnded;
    }
}
