package org.musterhpc.agent.process.tree;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ends a family: TERM, grace, then STOP and KILL until nobody is left. */
public record TreeKill(Family family, Signals signals, Waiter waiter) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** Returns when nobody of the family is alive. */
    void run(Duration grace) throws InterruptedException {
        Deadline deadline = Deadline.in(grace);
        if (!deadline.passed()) {
            for (ProcEntry member : family.members()) {
                signals.term(member);
            }
        }
        while (!deadline.passed()) {
            if (family.members().isEmpty()) {
                return;
            }
            waiter.await(Duration.ofMillis(Math.min(deadline.millisLeft(), LOOK_AGAIN.toMillis())));
        }
        for (List<ProcEntry> left = frozen(); !left.isEmpty(); left = frozen()) {
            left.forEach(signals::kill);
            waiter.await(LOOK_AGAIN);
        }
    }

    /** As {@link #run}, but an interrupt stays set, and the answer is false. */
    public boolean completed(Duration grace) {
        try {
            run(grace);
            return true;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** All members, stopped before any is killed: else a shell starts its next command, a fork bomb the next fork. */
    private List<ProcEntry> frozen() {
        Set<ProcEntry.Identity> stopped = new HashSet<>();
        while (true) {
            List<ProcEntry> members = family.members();
            boolean grew = false;
            for (ProcEntry member : members) {
                if (stopped.add(member.identity())) {
                    signals.stop(member);
                    grew = true;
                }
            }
            if (!grew) {
                return members;
            }
        }
    }
}
