package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses.Amendment;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.Sweeper;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.work.Reports.Reporter;

/** Whoever in a {@link World} looks after what lapsed, tends, and takes back what agents held that are gone. */
final class Keeper implements AutoCloseable {
    private final World world;
    private final WorkQueue queue;

    Keeper(World world) {
        this.world = world;
        this.queue = world.rig.queues.work(world.setup.name());
    }

    private List<Lapsed> due(@Nullable String holder) {
        List<Lapsed> due = new ArrayList<>();
        world.state.ideal.stages.forEach((stage, places) -> places.working.forEach((id, record) -> {
            Replies.Working working = Rig.working(record);
            long ends = world.state.ideal.agents.ends(record, places.expiry.get(id));
            boolean lapsed = ends <= world.state.ideal.now;
            Message message = Ideal.read(working.body(), id);
            if (message != null && (holder == null ? lapsed : holder.equals(working.agent()))) {
                Duration walltime = Duration.between(working.claimed(), working.deadline());
                long until = holder == null ? ends : world.state.ideal.now;
                boolean over = working.deadline().toEpochMilli() <= until;
                Lease lease = new Lease(stage, message, working.token(), working.claimed(), walltime);
                due.add(new Lapsed(lease, working.agent(), over));
            }
        }));
        return due;
    }

    void look() {
        world.state.spotted = new ArrayList<>(queue.lapsed(1_000));
        world.state.reporter = Reporter.LAPSE;
        World.same("lapsed", Set.copyOf(world.state.spotted), Set.copyOf(due(null)));
        forgetSilent();
    }

    void spot(String agent) {
        world.state.spotted = new ArrayList<>(queue.heldBy(Set.of(agent)));
        world.state.reporter = Reporter.RELEASE;
        World.same("held", Set.copyOf(world.state.spotted), Set.copyOf(due(agent)));
    }

    private Report loss(Lapsed lapsed, Reporter reporter) {
        Outcome silent = lapsed.walltimeOver() ? Outcome.WALLTIME : Outcome.NODE_LOST;
        return world.decide(lapsed.lease(), reporter == Reporter.RELEASE ? Outcome.PREEMPTED : silent);
    }

    void take(boolean lost) {
        List<Report> reports = world.state.spotted.stream()
                .map(one -> loss(one, world.state.reporter))
                .toList();
        List<Answer> answers = world.state.reporter == Reporter.LAPSE ? queue.lapse(reports) : queue.release(reports);
        World.same("answers", answers, world.state.ideal.report(reports, world.state.reporter));
        if (!lost) {
            world.state.spotted.clear();
        }
    }

    void sweep() {
        int taken = new Sweeper(queue, () -> Instant.ofEpochMilli(world.state.ideal.now), () -> 0, Rig.LEASE)
                .runOnce()
                .orElseThrow()
                .taken();
        List<Lapsed> due = due(null);
        if (due.isEmpty()) {
            forgetSilent();
        }
        World.same("swept", taken, taken(due, Reporter.LAPSE));
    }

    void release(String agent) {
        Releaser releaser = new Releaser(queue, () -> Instant.ofEpochMilli(world.state.ideal.now));
        int taken = releaser.release(Map.of(agent, new Releaser.Gone(Outcome.PREEMPTED, "gone", "")))
                .taken();
        World.same("released", taken, taken(due(agent), Reporter.RELEASE));
        world.state.ideal.agents.forget(agent);
    }

    /** Agents of whom a whole walk has found nothing. */
    private void forgetSilent() {
        IdealAgents agents = world.state.ideal.agents;
        if (due(null).isEmpty()) {
            agents.silent(world.state.ideal.now).forEach(agents::forget);
        }
    }

    void tend() {
        queue.tend(Duration.ofSeconds(1));
        world.state.ideal.tend();
    }

    void tell(String id) {
        World.State state = world.state;
        state.told = new ArrayList<>(Amends.look(queue, id));
        World.same("lost", state.told.stream().map(Amends::text).toList(), Amends.look(state.ideal, id));
    }

    void amend(boolean lost) {
        World.State state = world.state;
        List<Amendment> amendments = Amends.outOfMemory(world.rig.campaign, state.told);
        World.same("amended", queue.losses().amend(amendments), Amends.amend(state.ideal, amendments));
        state.told = lost ? state.told : new ArrayList<>();
    }

    private int taken(List<Lapsed> due, Reporter reporter) {
        List<Report> reports = due.stream().map(one -> loss(one, reporter)).toList();
        List<Answer> answers = world.state.ideal.report(reports, reporter);
        return (int) answers.stream().filter(Answer.ACCEPTED::equals).count();
    }

    @Override
    public void close() {
        queue.close();
    }
}
