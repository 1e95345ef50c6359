package org.musterhpc.queue.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
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
        List<Object> answers = wire.runAll(calls);
        List<Lease> leases = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        Mood mood = Mood.OPEN;
        Instant now = Replies.instant(((List<?>) answers.get(sendings.size())).get(0));
        for (int i = 0; i < wants.size(); i++) {
            List<?> reply = (List<?>) answers.get(sendings.size() + i);
            mood = Mood.valueOf((String) reply.get(1));
            replies.claimed(wants.get(i).stage(), reply, leases, unreadable);
        }
        if (!unreadable.isEmpty()) {
            exchange(unreadable, List.of());
        } else if (!wants.isEmpty() && leases.isEmpty() && mood == Mood.OPEN && complete()) {
            mood = Mood.COMPLETE;
        }
        return new Exchange(Reports.answers(sendings, answers, handedIn.size()), leases, now, mood);
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
                        created()));
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
        Map<String, List<Lease>> byStage = leases.stream().collect(Collectors.groupingBy(Lease::stage));
        List<String> stages = List.copyOf(byStage.keySet());
        for (String stage : stages) {
            List<String> args = new ArrayList<>(List.of(wire.time(), lease, grace));
            for (Lease held : byStage.getOrDefault(stage, List.of())) {
                args.add(held.id());
                args.add(Long.toString(held.token()));
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
