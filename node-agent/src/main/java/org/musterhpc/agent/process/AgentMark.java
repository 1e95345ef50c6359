package org.musterhpc.agent.process;

import java.security.SecureRandom;
import org.musterhpc.agent.process.posix.ResourceLimit;

/** A number that, with all likelihood, no other agent on this machine has, as a limit which every task inherits. */
record AgentMark(ResourceLimit.Pair before, long number) {
    private static final ResourceLimit LIMIT = ResourceLimit.PENDING_SIGNALS;
    private static final long LEAST = 4096;
    private static final long MOST = 1L << 30;

    /** Marks this process, unless its limit is too low already. */
    static AgentMark set() {
        ResourceLimit.Pair before = LIMIT.own();
        long top = Long.compareUnsigned(before.soft(), MOST) < 0 ? before.soft() : MOST;
        if (top < LEAST) {
            return new AgentMark(before, 0);
        }
        long number = top - 1 - new SecureRandom().nextLong(top / 2);
        LIMIT.setOwn(new ResourceLimit.Pair(number, before.hard()));
        return new AgentMark(before, number);
    }

    /** What {@code grep -E} finds in {@code /proc/PID/limits} of those who inherited it; empty where there is no mark. */
    String pattern() {
        return number == 0 ? "" : "^Max pending signals +" + number + " ";
    }

    void remove() {
        LIMIT.setOwn(before);
    }
}
