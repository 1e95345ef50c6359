package org.musterhpc.agent;

import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.supervise.Supervisor;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Attempt.Place;

/**
 * What all campaigns of an agent share: the process, and what it runs tasks by.
 *
 * @param info who it is, for the queues
 * @param guard of the memory of all tasks
 */
record Node(AgentInfo info, Spawner spawner, MemoryGuard guard, Supervisor supervisor, RedisClock clock) {

    /** Where its tasks run. */
    Place place() {
        String allocation = info.allocation();
        return new Place(info.name(), info.host(), info.cluster(), allocation.isEmpty() ? null : allocation);
    }
}
