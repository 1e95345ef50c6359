package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.policy.Amender;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.Releaser.Gone;

/** The agents of a pool: what they hold is of any of its campaigns. */
final class PoolAgents implements ArrayAgents {
    private final Pool pool;
    private final QueueServer server;

    PoolAgents(Pool pool, QueueServer server) {
        this.pool = pool;
        this.server = server;
    }

    @Override
    public List<View.AgentView> agents() {
        Instant now = pool.now();
        return pool.members().stream().map(member -> view(member, now)).toList();
    }

    private View.AgentView view(Member member, Instant now) {
        WorkQueue.AgentInfo info = new WorkQueue.AgentInfo(
                member.name(),
                pool.name(),
                member.site().host(),
                member.site().pid(),
                member.site().allocation(),
                member.slots(),
                member.lease());
        return new View.AgentView(info, member.seen(), member.alive(now), member.running());
    }

    @Override
    public int release(Map<String, Gone> gone, Instant now) {
        int[] taken = {0};
        if (!gone.isEmpty()) {
            each(work -> taken[0] += new Releaser(work, () -> now).release(gone).taken());
            pool.forget(List.copyOf(gone.keySet()));
        }
        return taken[0];
    }

    @Override
    public List<String> amend(LateCauses causes, String cluster) {
        List<String> notes = new ArrayList<>();
        each(work -> notes.addAll(causes.amend(new Amender(work.losses(), work.campaign()), cluster)));
        return notes;
    }

    /** A campaign that is damaged, or gone, must not keep the others from it. */
    private void each(Consumer<WorkQueue> deed) {
        for (String campaign : pool.campaigns()) {
            try (WorkQueue work = server.work(campaign)) {
                deed.accept(work);
            } catch (LostCampaignException | DamagedException e) {
                System.getLogger(PoolAgents.class.getName())
                        .log(System.Logger.Level.DEBUG, "campaign " + campaign + " is left out", e);
            }
        }
    }

    /** The pool is its opener's. */
    @Override
    public void close() {}
}
