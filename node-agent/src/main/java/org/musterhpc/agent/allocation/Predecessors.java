package org.musterhpc.agent.allocation;

import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.Sweeper.Swept;

/**
 * Agents that were in this allocation before it was requeued: they are gone, whatever their leases say, so what they held
 * runs again at once. There is one agent an allocation; should a former one be alive, it is fenced.
 */
public final class Predecessors {
    static final String REASON = "its allocation was requeued";

    private final WorkQueue queue;
    private final RedisClock clock;
    private final Diary diary;
    private final LongPredicate alive;

    /**
     * @param alive whether there is a process with this id on this host
     */
    public Predecessors(WorkQueue queue, RedisClock clock, Diary diary, LongPredicate alive) {
        this.queue = queue;
        this.clock = clock;
        this.diary = diary;
        this.alive = alive;
    }

    /** To be called before the first claim. Where Redis does not answer, their leases lapse in their own time. */
    public void release(AgentInfo me, Allocation allocation) {
        if (!allocation.mayHaveRunBefore()) {
            return;
        }
        try {
            Map<String, Releaser.Gone> former = queue.agents().stream()
                    .filter(other -> isFormer(other, me, allocation))
                    .collect(Collectors.toMap(
                            AgentInfo::name, other -> new Releaser.Gone(Outcome.PREEMPTED, REASON, allocation.id())));
            if (former.isEmpty()) {
                return;
            }
            clock.heard(queue.exchange(List.of(), List.of()).now());
            Swept swept = new Releaser(queue, clock).release(former);
            diary.info("was here before as " + String.join(", ", former.keySet()) + ": its allocation was requeued; "
                    + swept.retried() + " of its tasks went back to the queue, " + swept.buried() + " to the dead");
        } catch (QueueUnavailableException e) {
            diary.warn("could not look for former agents of this allocation: " + e.getMessage());
        }
    }

    private boolean isFormer(AgentInfo other, AgentInfo me, Allocation allocation) {
        if (other.name().equals(me.name())
                || !other.cluster().equals(me.cluster())
                || !other.allocation().equals(allocation.id())) {
            return false;
        }
        // Where nobody counts restarts, one that still runs beside us was started by the same job, not before it.
        boolean beside = other.host().equals(me.host()) && alive.test(other.pid());
        return allocation.restarts() != null || !beside;
    }
}
