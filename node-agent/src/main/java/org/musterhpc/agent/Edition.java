package org.musterhpc.agent;

import org.musterhpc.agent.claim.Editions;
import org.musterhpc.agent.task.Tasks;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.UntrustedException;

/** The edition of the campaign by which this agent claims and runs; a later one is taken only where it is the owner's. */
record Edition(WorkQueue queue, Tasks tasks) implements Editions {
    @Override
    public Campaign campaign() {
        return queue.campaign();
    }

    @Override
    public Campaign renew() throws UntrustedException {
        Campaign changed = queue.changed();
        if (changed.edition().number() < campaign().edition().number()) {
            throw new UntrustedException("campaign " + changed.name() + " in Redis has gone back to edition "
                    + changed.edition().number() + ": somebody has put an older one there");
        }
        tasks.take(changed);
        queue.take(changed);
        return changed;
    }
}
