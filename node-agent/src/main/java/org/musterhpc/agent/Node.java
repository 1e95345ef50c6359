package org.musterhpc.agent;

import java.time.Duration;
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
    /** Beside the time to kill a task: what it takes, at the worst, to hear that Redis does not answer, and to go. */
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(30);

    /** From now on, should a part of the agent fail, that is what is done. */
    void watch(Duration killGrace, Supervisor.Response response) {
        supervisor.begin("supervisor", () -> supervisor.watch(killGrace.plus(LEAVE_WITHIN), response));
    }

    /** Where its tasks run. */
    Place place() {
        String allocation = info.allocation();
        return new Place(info.name(), info.host(), info.cluster(), allocation.isEmpty() ? null : allocation);
    }
}
