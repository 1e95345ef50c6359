package org.musterhpc.queue.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Reports.Voice;

/** An agent's side of the queue. Exchanges are one round trip; a bad message found in a reply costs one more. */
final class RedisWorkQueue implements WorkQueue {
    private static final int BEATS_BETWEEN_PRUNING = 50;
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final Wire wire;
    private final CampaignReader.Known known;
    private final @Nullable AgentInfo agent;
    private final String grace;
    private final Reports reports;
    private final Replies replies;
    private final Takeaway takeaway;
    private final Roll roll;
    private final RedisLosses losses;
    private final ClaimTimes claimTimes = new ClaimTimes();
    private final AtomicLong beats = new AtomicLong();

    RedisWorkQueue(Wire wire, CampaignReader.Known known, @Nullable AgentInfo agent, Duration grace) {
        this.wire = wire;
        this.known = known;
        this.agent = agent;
        this.grace = Long.toString(grace.toMillis());
        this.reports = new Reports(wire, known);
        this.replies = new Replies(known.campaign());
        this.takeaway = new Takeaway(wire, known, reports);
        this.roll = new Roll(wire, known.keys());
        this.losses = new RedisLosses(wire, known);
    }

    @Override
    public Campaign campaign() {
        return known.campaign();
    }

    @Override
    public Exchange exchange(List<Report> handedIn, List<Want> wants) {
        List<Reports.Sending> sendings = reports.sendings(handedIn, Voice.HOLDER);
        List<Script.Call> calls =
                sendings.stream().map(Reports.Sending::call).collect(Collectors.toCollection(ArrayList::new));
        for (Want want : wants) {
            calls.add(claim(want));
        }
        if (wants.isEmpty()) {
            calls.add(takeaway.clock());
        }
        long sent = wire.nanos();
        List<Wire.Result> results = wire.tryAll(calls);
        List<Wire.Result> reported = results.subList(0, sendings.size());
        List<Wire.Result> claimed = wants.isEmpty() ? List.of() : results.subList(sendings.size(), results.size());
        QueueUnavailableException refusal = refusal(reported, claimed);
        List<Lease> leases = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        Mood mood = Mood.OPEN;
        Instant now = null;
        for (int i = 0; i < claimed.size(); i++) {
            if (claimed.get(i).refusal() == null) {
                List<?> reply = (List<?>) claimed.get(i).answer();
                now = Replies.instant(reply.get(0));
                mood = Mood.valueOf((String) reply.get(1));
                replies.claimed(wants.get(i).stage(), reply, leases, unreadable);
            }
        }
        claimTimes.claimed(leases, sent);
        List<Answer> answers = Reports.answers(sendings, results, handedIn.size());
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) != Answer.REFUSED) {
                claimTimes.gone(handedIn.get(i).lease());
            }
        }
        if (!unreadable.isEmpty()) {
            refusal = bury(unreadable, refusal);
        } else if (!wants.isEmpty() && leases.isEmpty() && mood == Mood.OPEN && refusal == null && complete()) {
            mood = Mood.COMPLETE;
        }
        if (now == null) {
            // No claim was answered, so nothing is lost where this is not, either.
            Wire.Result last = results.get(results.size() - 1);
            Object clock = last.refusal() == null ? last.answer() : wire.run(takeaway.clock());
            now = Replies.instant(((List<?>) clock).get(0));
        }
        return new Exchange(answers, leases, now, mood, refusal);
    }

    /**
     * Why a part was refused; null where none was.
     *
     * @throws QueueUnavailableException where all was
     */
    private static @Nullable QueueUnavailableException refusal(List<Wire.Result> reported, List<Wire.Result> claimed) {
        QueueUnavailableException first = null;
        boolean any = false;
        for (List<Wire.Result> some : List.of(reported, claimed)) {
            for (Wire.Result result : some) {
                any |= result.refusal() == null;
                first = first == null ? result.refusal() : first;
            }
        }
        if (first != null && !any) {
            throw first;
        }
        return first;
    }

    /** What cannot be read is dead; where Redis refuses that now, it lapses and is buried by whoever finds it then. */
    private @Nullable QueueUnavailableException bury(
            List<Report> unreadable, @Nullable QueueUnavailableException before) {
        try {
            takeaway.take(unreadable, Voice.HOLDER);
            return before;
        } catch (QueueUnavailableException e) {
            return before == null ? e : before;
        }
    }

    private Script.Call claim(Want want) {
        AgentInfo me = me();
        Keys keys = known.keys();
        String name = want.stage();
        Stage stage = known.campaign().stage(name);
        Duration rest = want.offer().rest();
        Long memory = want.offer().memory();
        return Script.CLAIM.on(
                List.of(
                        keys.campaign(),
                        keys.proc(name),
                        keys.working(name),
                        keys.expiry(name),
                        keys.delayed(name),
                        keys.index(name),
                        keys.dead(name),
                        keys.cancelled(name),
                        keys.counts(name),
                        keys.events(),
                        keys.pace(name)),
                List.of(
                        wire.time(),
                        me.name(),
                        Integer.toString(want.most()),
                        Long.toString(me.leaseTime().toMillis()),
                        Long.toString(stage.limits().walltime().toMillis()),
                        grace,
                        name,
                        rest == null ? "" : Long.toString(Math.max(0, rest.toMillis())),
                        memory == null ? "" : memory.toString(),
                        created(),
                        Long.toString(RetryPolicy.longestWait(stage).toMillis())));
    }

    /** By this a campaign is told from an older one of its name. */
    private String created() {
        return Long.toString(known.campaign().created().toEpochMilli());
    }

    /** Asked only when there was nothing to claim: whether anything can ever come. */
    private boolean complete() {
        return TallyReader.read(wire, known).complete();
    }

    @Override
    public Beat beat(AgentInfo who, List<Lease> leases) {
        Keys keys = known.keys();
        List<Script.Call> calls = new ArrayList<>();
        boolean prune = beats.getAndIncrement() % BEATS_BETWEEN_PRUNING == BEATS_BETWEEN_PRUNING - 1;
        String lease = Long.toString(who.leaseTime().toMillis());
        calls.add(Script.BEAT.on(
                List.of(keys.campaign(), keys.agents()),
                List.of(
                        wire.time(),
                        who.name(),
                        lease,
                        Roll.describe(who),
                        prune ? Long.toString(FORGOTTEN.toMillis()) : "0",
                        created())));
        long asked = wire.nanos();
        Map<String, List<Lease>> byStage = leases.stream().collect(Collectors.groupingBy(Lease::stage));
        List<String> stages = List.copyOf(byStage.keySet());
        for (String stage : stages) {
            List<String> args = new ArrayList<>(List.of(wire.time(), lease, grace));
            for (Lease held : byStage.getOrDefault(stage, List.of())) {
                args.add(held.id());
                args.add(Long.toString(held.token()));
                args.add(claimTimes.age(held, asked));
            }
            calls.add(Script.RENEW.on(List.of(keys.working(stage), keys.expiry(stage)), args));
        }
        List<Object> answers = wire.runAll(calls);
        List<?> first = (List<?>) answers.get(0);
        List<Lease> lost = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            List<?> gone = (List<?>) answers.get(i + 1);
            byStage.getOrDefault(stages.get(i), List.of()).stream()
                    .filter(held -> gone.contains(Long.toString(held.token())))
                    .forEach(lost::add);
        }
        lost.forEach(claimTimes::gone);
        return new Beat(Replies.instant(first.get(0)), lost, Mood.valueOf((String) first.get(1)));
    }

    @Override
    public void leave(AgentInfo who) {
        roll.forget(List.of(who.name()));
    }

    @Override
    public List<Heard> heard() {
        return roll.all().stream()
                .map(entry -> new Heard(entry.info(), entry.seen()))
                .toList();
    }

    @Override
    public void forget(Collection<String> agents) {
        roll.forget(agents);
    }

    @Override
    public List<Lapsed> lapsed(int limit) {
        List<Lapsed> lapsed = takeaway.lapsed(limit);
        return lapsed.size() > limit ? lapsed.subList(0, limit) : lapsed;
    }

    @Override
    public Optional<Duration> clockJump() {
        return takeaway.clockJump();
    }

    @Override
    public List<Answer> lapse(List<Report> handedIn) {
        return takeaway.take(handedIn, Voice.LAPSE);
    }

    @Override
    public List<Lapsed> heldBy(Set<String> agents) {
        return takeaway.heldBy(agents);
    }

    @Override
    public List<Answer> release(List<Report> handedIn) {
        return takeaway.take(handedIn, Voice.RELEASE);
    }

    @Override
    public Losses losses() {
        return losses;
    }

    private AgentInfo me() {
        if (agent == null) {
            throw new IllegalStateException("this connection sweeps and claims nothing");
        }
        return agent;
    }

    @Override
    public void close() {
        wire.close();
    }
}
