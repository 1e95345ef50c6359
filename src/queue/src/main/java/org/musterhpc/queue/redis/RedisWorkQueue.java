package org.musterhpc.queue.redis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;

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
    private final AtomicLong beats = new AtomicLong();

    RedisWorkQueue(Wire wire, CampaignReader.Known known, @Nullable AgentInfo agent, Duration grace) {
        this.wire = wire;
        this.known = known;
        this.agent = agent;
        this.grace = Long.toString(grace.toMillis());
        this.reports = new Reports(wire, known);
        this.replies = new Replies(known.campaign());
    }

    @Override
    public Campaign campaign() {
        return known.campaign();
    }

    @Override
    public Exchange exchange(List<Report> handedIn, List<Want> wants) {
        List<Reports.Sending> sendings = reports.sendings(handedIn, false);
        List<Script.Call> calls =
                sendings.stream().map(Reports.Sending::call).collect(Collectors.toCollection(ArrayList::new));
        for (Want want : wants) {
            calls.add(claim(want));
        }
        if (wants.isEmpty()) {
            calls.add(clock());
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
                        name));
    }

    /** Asked only when there was nothing to claim: whether anything can ever come. */
    private boolean complete() {
        return TallyReader.read(wire, known).complete();
    }

    /** A look for no lapsed lease at all: what it answers is the time. */
    private Script.Call clock() {
        String any = known.campaign().stages().get(0).name();
        return Script.LAPSED.on(
                List.of(known.keys().working(any), known.keys().expiry(any)), List.of(wire.time(), "0"));
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
                        describe(who),
                        prune ? Long.toString(FORGOTTEN.toMillis()) : "0")));
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
                    .filter(held -> gone.contains(held.id()))
                    .forEach(lost::add);
        }
        return new Beat(Replies.instant(first.get(0)), lost, Mood.valueOf((String) first.get(1)));
    }

    @Override
    public void leave(AgentInfo who) {
        wire.ask(redis -> redis.hdel(known.keys().agents(), who.name()));
    }

    @Override
    public List<Lapsed> lapsed(int limit) {
        Keys keys = known.keys();
        List<Script.Call> calls = known.campaign().stages().stream()
                .map(stage -> Script.LAPSED.on(
                        List.of(keys.working(stage.name()), keys.expiry(stage.name())),
                        List.of(wire.time(), Integer.toString(limit))))
                .toList();
        List<Object> answers = wire.runAll(calls);
        List<Lapsed> lapsed = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String stage = known.campaign().stages().get(i).name();
            replies.lapsed(stage, (List<?>) answers.get(i), lapsed, unreadable);
        }
        if (!unreadable.isEmpty()) {
            lapse(unreadable);
        }
        return lapsed.size() > limit ? lapsed.subList(0, limit) : lapsed;
    }

    @Override
    public List<Answer> lapse(List<Report> handedIn) {
        List<Reports.Sending> sendings = reports.sendings(handedIn, true);
        if (sendings.isEmpty()) {
            return List.of();
        }
        List<Object> answers =
                wire.runAll(sendings.stream().map(Reports.Sending::call).toList());
        return Reports.answers(sendings, answers, handedIn.size());
    }

    private AgentInfo me() {
        if (agent == null) {
            throw new IllegalStateException("this connection sweeps and claims nothing");
        }
        return agent;
    }

    private static String describe(AgentInfo who) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("cluster", who.cluster());
        json.put("host", who.host());
        json.put("pid", who.pid());
        json.put("allocation", who.allocation());
        json.put("slots", who.slots());
        return json.toString();
    }

    @Override
    public void close() {
        wire.close();
    }
}
