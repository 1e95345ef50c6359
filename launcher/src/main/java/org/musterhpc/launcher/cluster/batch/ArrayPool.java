package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.cluster.batch.scheduler.ArrayPoll;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.AtOnce;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.launcher.cluster.batch.submission.ElementSizing;
import org.musterhpc.launcher.cluster.pool.PoolBacklog;
import org.musterhpc.launcher.cluster.pool.PoolCare;
import org.musterhpc.launcher.cluster.pool.ScalingNote;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Verdict;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Order;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Campaign;

/**
 * Looks after a pool whose agents run in arrays, a round at a time: asks the scheduler what has ended, takes back what that
 * held, and submits or lets go as {@link ScalingPolicy} says. Of all programs that do so one has the watch.
 */
public final class ArrayPool implements PoolCare, AutoCloseable {
    /** Many programs may follow campaigns of the pool, and a round looks at all of them. */
    private static final Duration EVERY = Duration.ofSeconds(2);

    private static final Verdict STOPPED = new Verdict(0, 0, 0, List.of("it was stopped"));

    private final Site site;
    private final QueueServer server;
    private final Pool pool;
    private final PoolElements elements;
    private final CampaignArrays arrays;
    private final ArraySender sender;
    private final ArrayPoll poll;
    private final PollSchedule schedule;
    private final Throttles throttles;
    private final PoolBacklog backlog;
    private final BarrenArrays barren;
    private final PoolTrouble trouble = new PoolTrouble();
    private final PoolHolds holds;
    private final Withdrawal withdrawal;
    private Instant next = Instant.EPOCH;
    private int aliveBefore;
    private volatile boolean watching;
    private long left;

    /** @param pool its keys in Redis; closed with this */
    public ArrayPool(Site site, QueueServer server, Pool pool, PoolElements elements) {
        this.site = site;
        this.server = server;
        this.pool = pool;
        this.elements = elements;
        this.arrays = CampaignArrays.ofPool(pool, server);
        this.sender = new ArraySender(arrays, site);
        this.poll = new ArrayPoll(arrays, site);
        this.schedule = new PollSchedule(elements.spec().timing().heartbeat());
        this.throttles = new Throttles(arrays, site);
        this.backlog = new PoolBacklog(
                server.view(),
                elements.spec().slots().equals("auto"),
                (stages, tallies) -> AtOnce.of(stages, tallies, 0));
        this.barren = new BarrenArrays(site.dialect());
        this.holds = new PoolHolds(arrays, elements, sender, barren, trouble);
        this.withdrawal = new Withdrawal(arrays, site, schedule, elements.idle());
    }

    @Override
    public boolean started() {
        Order order = elements.order(pool);
        return order != null && order.runs();
    }

    /** Whether agents that this program submits are the pool's. */
    public boolean ours() {
        Order order = elements.order(pool);
        return order != null && order.owner().equals(elements.owner());
    }

    @Override
    public void check(Campaign campaign) {
        ElementPlan plan = elements.plan(campaign.stages());
        if (ours()) {
            plan.check(pool.now());
        } else {
            // Who shares the pool's key brings nothing there.
            plan.size(ElementSizing.Grown.NOTHING, false, pool.now());
        }
    }

    @Override
    public void hold() {
        if (watching) {
            arrays.watch();
        }
    }

    @Override
    public int elements() {
        return ArrayReconciler.elements(arrays.live());
    }

    @Override
    public synchronized Round runOnce() {
        Instant now = pool.now();
        if (now.isBefore(next) && next.isBefore(now.plus(EVERY).plus(EVERY))) {
            return Round.IDLE;
        }
        next = now.plus(EVERY);
        Order order = elements.order(pool);
        watching = order != null && order.owner().equals(elements.owner()) && arrays.watch();
        if (order == null || !watching) {
            return Round.ELSEWHERE;
        }
        List<String> notes = new ArrayList<>();
        try {
            return round(order, now, notes);
        } catch (ShellFailure e) {
            notes.addAll(trouble.met(e.problem(), now));
        } catch (Problem e) {
            notes.addAll(trouble.met(e, now));
        }
        publish(now, new Verdict(0, 0, 0, List.of(trouble.said())), ScalingPolicy.Backlog.NONE);
        return new Round(true, 0, 0, notes);
    }

    private Round round(Order order, Instant now, List<String> notes) throws ShellFailure {
        if (sender.settle(arrays.live(), now, notes)) {
            schedule.news(now);
        }
        List<ArrayRecord> live = arrays.live();
        sender.verify(live, now);
        int released = 0;
        List<AgentView> agents = arrays.agents();
        barren.look(live, agents, now);
        leavers(agents, now);
        PoolBacklog.Found found = backlog.look(pool.campaigns());
        if (live.stream().anyMatch(array -> array.state() == State.SUBMITTED)) {
            Duration age = schedule.needed(now, agents, found.backlog().waiting() > 0);
            if (age != null) {
                ArrayPoll.Heard heard = poll.ask(now, age, notes);
                schedule.asked(heard.asked(), heard.known(), heard.fewer());
                released = heard.taken();
                throttles.share(arrays.live(), notes);
                live = arrays.live();
                barren.look(live, agents, now);
            }
        }
        tidy(now);
        PoolSupply supply = new PoolSupply(pool.members(), pool.told(), now);
        int submitted = 0;
        Verdict verdict = STOPPED;
        if (order.runs()) {
            PoolElements.Size size = size(order, found, now);
            ScalingPolicy.Supply there = supply.of(ArrayReconciler.elements(live), size);
            verdict = ScalingPolicy.decide(
                    found.backlog(), new ScalingPolicy.Bounds(order.min(), order.max(), size.queued()), there);
            pool.tell(supply.toLetGo(verdict.letGo()), Farewell.DRAIN);
            submitted = submit(verdict, found, live, now, notes);
            verdict = withdrawal.unneeded(held(verdict, live, now), there, live, now, notes);
        }
        publish(now, verdict, found.backlog());
        return new Round(true, submitted, released, notes);
    }

    /** The scheduler's list is a minute old at the worst; it is asked anew when agents have gone. */
    private void leavers(List<AgentView> agents, Instant now) {
        int alive = (int) agents.stream().filter(AgentView::alive).count();
        left += Math.max(0, aliveBefore - alive);
        aliveBefore = alive;
        schedule.losses(left, now);
    }

    /** A pool has arrays for months; what is over is of no use to anybody. */
    private void tidy(Instant now) {
        Instant old = now.minus(PollSchedule.STEADY.multipliedBy(5));
        arrays.forget(arrays.all().stream()
                .filter(array -> !array.live() && array.at().since().isBefore(old))
                .map(ArrayRecord::name)
                .toList());
        Map<String, Farewell> told = pool.told();
        List<String> there = pool.members().stream().map(Pool.Member::name).toList();
        pool.gone(told.keySet().stream().filter(name -> !there.contains(name)).toList());
    }

    private PoolElements.Size size(Order order, PoolBacklog.Found found, Instant now) {
        boolean grows = found.backlog().waiting() > 0 || order.min() > 0; // else nobody need be asked
        return grows ? elements.size(found.stages(), now) : PoolElements.Size.UNASKED;
    }

    /** @return how many elements the scheduler took */
    private int submit(
            Verdict verdict, PoolBacklog.Found found, List<ArrayRecord> live, Instant now, List<String> notes)
            throws ShellFailure {
        if (verdict.submit() == 0 || !held(verdict, live, now).equals(verdict)) {
            return 0;
        }
        sender.resolve();
        ArraySender.Sent sent = sender.send(
                elements.plan(found.stages()),
                verdict.submit(),
                elements.grown(found.stages(), found.tallies(), now),
                new ArraySender.Request(false, live, now, Map.of(), notes));
        Problem refusal = sent.refusal();
        if (refusal == null) {
            trouble.over();
        } else {
            notes.addAll(trouble.met(refusal, now));
        }
        return sent.accepted();
    }

    /** The same, or what keeps it from being done now. */
    private Verdict held(Verdict verdict, List<ArrayRecord> live, Instant now) {
        List<String> why = new ArrayList<>(verdict.reasons());
        why.addAll(holds.reasons(live, now));
        return why.size() == verdict.reasons().size() ? verdict : new Verdict(verdict.goal(), 0, verdict.letGo(), why);
    }

    private void publish(Instant now, Verdict verdict, ScalingPolicy.Backlog found) {
        List<String> reasons = new ArrayList<>(verdict.reasons());
        List<ArrayRecord> live = arrays.live();
        live.stream()
                .map(array -> array.seen().reason())
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .ifPresent(reason -> reasons.add("the scheduler lets elements wait: " + reason));
        pool.explain(new ScalingNote(
                        now,
                        server.program(),
                        verdict.goal(),
                        ArrayReconciler.elements(live),
                        queued(),
                        found.waiting() + found.working(),
                        found.work().toSeconds(),
                        reasons)
                .encode());
    }

    /**
     * Cancels elements, those that have not begun first; see {@link Canceller}.
     *
     * @param stay how many stay
     * @return how many arrays the scheduler did not confirm
     */
    public synchronized int cancel(int stay, Pause pause) {
        Instant now = pool.now();
        List<String> notes = new ArrayList<>();
        sender.settle(arrays.live(), now, notes);
        int submitted = arrays.submitted().size();
        boolean done = withdrawal.allBut(stay, pause);
        refresh();
        return done ? 0 : submitted;
    }

    /** Elements that wait in the queue, as the scheduler last told. */
    public int queued() {
        return arrays.live().stream().mapToInt(array -> array.seen().pending()).sum();
    }

    public synchronized void refresh() {
        if (!arrays.submitted().isEmpty()) {
            poll.ask(pool.now(), Duration.ZERO, new ArrayList<>());
        }
    }

    /** Brings what agents need, and finds what is wrong with the cluster's settings. */
    public void prepare() {
        elements.plan(List.of()).check(pool.now());
    }

    public String owner() {
        return elements.owner();
    }

    @Override
    public boolean watched() {
        return server.ledger().watched(arrays.campaign(), site.name());
    }

    @Override
    public void close() {
        arrays.close();
        pool.close();
    }
}
