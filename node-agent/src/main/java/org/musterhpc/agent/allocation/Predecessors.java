package org.musterhpc.agent.allocation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Heard;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.Sweeper.Swept;

/**
 * Agents that were in this allocation before it was requeued: they are gone, whatever their leases say, so what they held
 * runs again before those lapse.
 *
 * <p>An agent that beats is nobody's predecessor: several may work in one allocation. So only one of this host whose
 * process is not there any more is taken for gone at once; the others are once they have not been heard of for longer than
 * any agent keeps silent. Should one be alive after all, it is fenced.
 */
public final class Predecessors {
    static final String REASON = "its allocation was requeued";

    private final WorkQueue queue;
    private final RedisClock clock;
    private final Diary diary;
    private final LongPredicate alive;
    private final List<Heard> silent = new ArrayList<>();

    /**
     * @param alive whether there is a process with this id on this host
     */
    public Predecessors(WorkQueue queue, RedisClock clock, Diary diary, LongPredicate alive) {
        this.queue = queue;
        this.clock = clock;
        this.diary = diary;
        this.alive = alive;
    }

    /**
     * To be called before the first claim. Where Redis does not answer, their leases lapse in their own time.
     *
     * @return when to {@link #lookAgain}; null where there is no need to
     */
    public @Nullable Duration release(AgentInfo me, Allocation allocation) {
        if (!allocation.mayHaveRunBefore()) {
            return null;
        }
        return guarded(() -> {
                    List<AgentInfo> gone = new ArrayList<>();
                    for (Heard other : queue.heard()) {
                        if (!sameAllocation(other.agent(), me, allocation)) {
                            continue;
                        }
                        if (other.agent().host().equals(me.host())
                                && !alive.test(other.agent().pid())) {
                            gone.add(other.agent());
                        } else {
                            silent.add(other);
                        }
                    }
                    release(gone);
                })
                ? silent.stream()
                        .map(other -> patience(other.agent()))
                        .max(Duration::compareTo)
                        .orElse(null)
                : null;
    }

    /** Takes back what those held that have not been heard of since {@link #release}. */
    public void lookAgain() {
        guarded(() -> release(queue.heard().stream()
                .filter(silent::contains)
                .map(Heard::agent)
                .toList()));
    }

    /** Agents beat at least twice a lease; one beat may be late. */
    private static Duration patience(AgentInfo other) {
        return other.leaseTime().multipliedBy(2).dividedBy(3);
    }

    private boolean guarded(Runnable look) {
        try {
            look.run();
            return true;
        } catch (RuntimeException e) {
            // Whatever Redis says, or others have put there: it is no reason not to work.
            diary.warn("could not look for former agents of this allocation: " + e.getMessage());
            return false;
        }
    }

    private void release(List<AgentInfo> former) {
        if (former.isEmpty()) {
            return;
        }
        clock.heard(queue.now());
        Swept swept = new Releaser(queue, clock)
                .release(former.stream()
                        .collect(Collectors.toMap(
                                AgentInfo::name,
                                other -> new Releaser.Gone(Outcome.PREEMPTED, REASON, other.allocation()))));
        diary.info("was here before as " + former.stream().map(AgentInfo::name).collect(Collectors.joining(", "))
                + ": its allocation was requeued; " + swept.retried() + " of its tasks went back to the queue, "
                + swept.buried() + " to the dead");
    }

    private static boolean sameAllocation(AgentInfo other, AgentInfo me, Allocation allocation) {
        return !other.name().equals(me.name())
                && other.cluster().equals(me.cluster())
                && other.allocation().equals(allocation.id());
    }
}
