package org.musterhpc.queue.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses.Amendment;
import org.musterhpc.queue.Losses.Lost;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.policy.Sweeper;
import org.musterhpc.queue.redis.Reports.Voice;

/**
 * A campaign on a real Redis and all who work on it, driven step by step in one thread. After each step what Redis
 * answered and what it holds is compared with the {@link Ideal}, and held against the {@link Laws}.
 */
final class World implements AutoCloseable {
    /**
     * @param tasks how many the launcher has for each stage
     * @param agents how many there are
     * @param echoes how many reports the network remembers
     * @param doubles whether other producers may send ids that are there already
     */
    record Setup(String name, List<Stage> stages, int tasks, int agents, int echoes, boolean doubles) {}

    /** A lease that an agent knows of; {@code decided} where it has reported and heard no answer. */
    record Hold(Lease lease, @Nullable Report decided) {}

    /** What is not in Redis: what each of them knows, and what it should find there. */
    static final class State {
        Ideal ideal;
        Map<String, Look.Done> seen = new HashMap<>();
        Map<String, String> given = new HashMap<>();
        Map<String, Long> said = new HashMap<>();
        List<List<Hold>> holds = new ArrayList<>();
        List<Report> sent = new ArrayList<>();
        List<Lapsed> spotted = new ArrayList<>();
        List<Lost> told = new ArrayList<>();
        Voice voice = Voice.LAPSE;
        int foreign;

        State(Ideal ideal) {
            this.ideal = ideal;
        }

        State copy() {
            State copy = new State(ideal.copy());
            copy.seen.putAll(seen);
            copy.given.putAll(given);
            copy.said.putAll(said);
            holds.forEach(some -> copy.holds.add(new ArrayList<>(some)));
            copy.sent.addAll(sent);
            copy.spotted.addAll(spotted);
            copy.told.addAll(told);
            copy.voice = voice;
            copy.foreign = foreign;
            return copy;
        }
    }

    final Setup setup;
    final Rig rig;
    final Wire wire;
    final Look look;
    State state;
    private final List<WorkQueue> agents = new ArrayList<>();
    private final WorkQueue sentinel;
    private final Laws laws;

    World(Setup setup, Map<Script, Script.Text> scripts) {
        this.setup = setup;
        this.rig = new Rig(
                TestServer.address(), scripts, setup.name(), setup.stages().toArray(Stage[]::new));
        this.wire = Connector.open(TestServer.address(), 1, () -> "");
        this.look = new Look(wire, rig.campaign);
        this.laws = new Laws(rig.campaign, setup.doubles());
        this.sentinel = rig.agent("sentinel");
        this.state = new State(new Ideal(rig.campaign, rig.time.get()));
        for (int i = 0; i < setup.agents(); i++) {
            agents.add(rig.agent("a" + i));
            state.holds.add(new ArrayList<>());
        }
    }

    void play(Act act) {
        Ideal ideal = state.ideal;
        rig.time.set(ideal.now);
        switch (act.verb()) {
            case "push" -> push(act.word(0), act.number(1), act.lost());
            case "seal" -> seal(act.word(0));
            case "relaunch" -> state.said.clear();
            case "send" -> send(act.word(0), act.word(1));
            case "turn" -> turn(act);
            case "beat" -> beat(act.number(0));
            case "crash" -> state.holds.get(act.number(0)).clear();
            case "echo" -> echo(act.number(0));
            case "look" -> look();
            case "spot" -> spot("a" + act.number(0));
            case "take" -> take(act.lost());
            case "sweep" -> sweep();
            case "release" -> release("a" + act.number(0));
            case "tell" -> tell(act.word(0));
            case "amend" -> amend(act.lost());
            case "cancel" -> cancel(List.of(act.word(0)), null);
            case "cancel-all" -> cancel(List.of(), name(act.word(0)));
            case "requeue" ->
                requeue(name(act.word(0)), name(act.word(1)), act.word(2).equals("yes"));
            case "pause", "resume" -> pause(act.verb().equals("pause"));
            case "pass" -> ideal.now += act.number(0);
            default -> throw new IllegalArgumentException(act.toString());
        }
        check();
    }

    private static @Nullable String name(String word) {
        return word.equals("-") ? null : word;
    }

    /** Compares everything in Redis with what should be there. */
    void check() {
        Map<String, Places> real = look.at(state.seen);
        List<String> wrong = new ArrayList<>(laws.broken(real, state.given));
        real.forEach((stage, places) ->
                places.differences(state.ideal.at(stage)).forEach(line -> wrong.add(stage + "." + line)));
        if (!wrong.isEmpty()) {
            throw new AssertionError(String.join("\n", wrong));
        }
    }

    private static void same(String what, @Nullable Object is, @Nullable Object wanted) {
        if (!Objects.equals(is, wanted)) {
            throw new AssertionError(what + ": is " + is + ", should be " + wanted);
        }
    }

    private void push(String stage, int count, boolean lost) {
        long from = state.said.getOrDefault(stage, 0L) + 1;
        List<Message> messages = new ArrayList<>();
        for (long n = from; n < from + count && n <= setup.tasks(); n++) {
            messages.add(Rig.message(stage, (int) n));
        }
        if (!messages.isEmpty()) {
            long wanted = state.ideal.push(stage, messages);
            same("push", rig.queues.intake().push(setup.name(), stage, messages), wanted);
            if (!lost) {
                state.said.put(stage, wanted);
            }
        }
    }

    private void seal(String stage) {
        if (state.said.getOrDefault(stage, 0L) == setup.tasks()) {
            rig.queues.intake().seal(setup.name(), stage);
            state.ideal.seal(stage);
        }
    }

    private void send(String stage, String kind) {
        int number = ++state.foreign;
        String body = switch (kind) {
            case "new" -> "{\"id\":\"x" + number + "\",\"walltime\":\"00:00:20\"}";
            case "anon" -> "{\"params\":{\"k\":" + number + "}}";
            case "again" ->
                "{\"id\":\"" + Rig.message(stage, 1 + number % setup.tasks()).id() + "\",\"k\":" + number + "}";
            default -> "bad " + number;
        };
        String key = new Keys(RedisAddress.DEFAULT_PREFIX, setup.name()).proc(stage);
        wire.ask(redis -> redis.rpush(key, body));
        state.ideal.at(stage).proc.add(body);
    }

    private void turn(Act act) {
        int agent = act.number(0);
        List<Hold> holds = state.holds.get(agent);
        List<Hold> kept = new ArrayList<>();
        List<Report> reports = new ArrayList<>();
        for (int i = 0; i < holds.size(); i++) {
            Report report =
                    report(holds.get(i), i < act.word(1).length() ? act.word(1).charAt(i) : '.');
            if (report == null) {
                kept.add(holds.get(i));
            } else {
                reports.add(report);
                if (act.lost()) {
                    kept.add(new Hold(holds.get(i).lease(), report));
                }
            }
        }
        List<Want> wants = new ArrayList<>();
        String count = act.word(3);
        if (!act.word(2).equals("-")) {
            Offer offer = count.endsWith("s") ? new Offer(Rig.WALLTIME, null) : Offer.ANYTHING;
            wants.add(new Want(act.word(2), Integer.parseInt(count.replace("s", "")), offer));
        }
        WorkQueue.Exchange exchange = agents.get(agent).exchange(reports, wants);
        same("answers", exchange.answers(), state.ideal.report(reports, Voice.HOLDER));
        List<Lease> leases = new ArrayList<>();
        wants.forEach(want -> leases.addAll(state.ideal.claim(Rig.agentInfo("a" + agent), want)));
        same("leases", exchange.leases(), leases);
        same("mood", exchange.mood(), state.ideal.mood(wants, leases));
        if (!act.lost()) {
            leases.forEach(lease -> kept.add(new Hold(lease, null)));
        }
        state.holds.set(agent, kept);
        remember(reports);
    }

    private void remember(List<Report> reports) {
        state.sent.addAll(reports);
        state.sent =
                new ArrayList<>(state.sent.subList(Math.max(0, state.sent.size() - setup.echoes()), state.sent.size()));
    }

    /** An agent that has decided once says the same again. */
    private @Nullable Report report(Hold hold, char letter) {
        Lease lease = hold.lease();
        if (hold.decided() != null && letter != '.') {
            return hold.decided();
        }
        return switch (letter) {
            case 'f' -> rig.finish(lease);
            case 'r' -> rig.retry(lease, Duration.ZERO);
            case 'R' -> rig.retry(lease, Duration.ofMinutes(1));
            case 'w' -> decide(lease, Outcome.WALLTIME);
            case 'p' -> decide(lease, Outcome.PREEMPTED);
            case 'b' -> rig.bury(lease);
            case 'g' -> Rig.giveBack(lease);
            default -> null;
        };
    }

    private Report decide(Lease lease, Outcome outcome) {
        return RetryPolicy.decide(rig.campaign.stage(lease.stage()), lease, rig.attempt(lease, outcome))
                .orElseThrow();
    }

    private void echo(int back) {
        if (back < state.sent.size()) {
            Report report = state.sent.get(state.sent.size() - 1 - back);
            List<Answer> answers =
                    agents.get(0).exchange(List.of(report), List.of()).answers();
            same("answer", answers, state.ideal.report(List.of(report), Voice.HOLDER));
        }
    }

    private void beat(int agent) {
        List<Hold> holds = state.holds.get(agent);
        List<Lease> leases = holds.stream().map(Hold::lease).toList();
        WorkQueue.AgentInfo info = Rig.agentInfo("a" + agent);
        Set<Lease> lost = Set.copyOf(state.ideal.beat(info, leases));
        same("lost leases", Set.copyOf(agents.get(agent).beat(info, leases).lost()), lost);
        holds.removeIf(hold -> lost.contains(hold.lease()));
    }

    private List<Lapsed> due(@Nullable String holder) {
        List<Lapsed> due = new ArrayList<>();
        state.ideal.stages.forEach((stage, places) -> places.working.forEach((id, record) -> {
            Replies.Working working = Replies.Working.parse(record);
            boolean lapsed = places.expiry.getOrDefault(id, Long.MAX_VALUE) <= state.ideal.now;
            Message message = Ideal.read(working.body(), id);
            if (message != null && (holder == null ? lapsed : holder.equals(working.agent()))) {
                Duration walltime = Duration.between(working.claimed(), working.deadline());
                long until = holder == null ? places.expiry.get(id) : state.ideal.now;
                boolean over = working.deadline().toEpochMilli() <= until;
                Lease lease = new Lease(stage, message, working.token(), working.claimed(), walltime);
                due.add(new Lapsed(lease, working.agent(), over));
            }
        }));
        return due;
    }

    private void look() {
        state.spotted = new ArrayList<>(sentinel.lapsed(1_000));
        state.voice = Voice.LAPSE;
        same("lapsed", Set.copyOf(state.spotted), Set.copyOf(due(null)));
    }

    private void spot(String agent) {
        state.spotted = new ArrayList<>(sentinel.heldBy(Set.of(agent)));
        state.voice = Voice.RELEASE;
        same("held", Set.copyOf(state.spotted), Set.copyOf(due(agent)));
    }

    private Report loss(Lapsed lapsed, Voice voice) {
        Outcome silent = lapsed.walltimeOver() ? Outcome.WALLTIME : Outcome.NODE_LOST;
        return decide(lapsed.lease(), voice == Voice.RELEASE ? Outcome.PREEMPTED : silent);
    }

    private void take(boolean lost) {
        List<Report> reports =
                state.spotted.stream().map(one -> loss(one, state.voice)).toList();
        List<Answer> answers = state.voice == Voice.LAPSE ? sentinel.lapse(reports) : sentinel.release(reports);
        same("answers", answers, state.ideal.report(reports, state.voice));
        if (!lost) {
            state.spotted.clear();
        }
    }

    private void sweep() {
        int taken = new Sweeper(sentinel, () -> Instant.ofEpochMilli(state.ideal.now), () -> 0, Rig.LEASE)
                .runOnce()
                .orElseThrow()
                .taken();
        same("swept", taken, taken(due(null), Voice.LAPSE));
    }

    private void release(String agent) {
        Releaser releaser = new Releaser(sentinel, () -> Instant.ofEpochMilli(state.ideal.now));
        int taken = releaser.release(Map.of(agent, new Releaser.Gone(Outcome.PREEMPTED, "gone", "")))
                .taken();
        same("released", taken, taken(due(agent), Voice.RELEASE));
    }

    private int taken(List<Lapsed> due, Voice voice) {
        List<Report> reports = due.stream().map(one -> loss(one, voice)).toList();
        List<Answer> answers = state.ideal.report(reports, voice);
        return (int) answers.stream().filter(Answer.ACCEPTED::equals).count();
    }

    private void tell(String id) {
        state.told = new ArrayList<>(Amends.look(sentinel, id));
        same("lost", state.told.stream().map(Amends::text).toList(), Amends.look(state.ideal, id));
    }

    private void amend(boolean lost) {
        List<Amendment> amendments = Amends.outOfMemory(rig.campaign, state.told);
        same("amended", sentinel.losses().amend(amendments), Amends.amend(state.ideal, amendments));
        state.told = lost ? state.told : new ArrayList<>();
    }

    private void cancel(List<String> ids, @Nullable String stage) {
        IdealPerson person = new IdealPerson(state.ideal);
        long wanted = ids.isEmpty()
                ? person.cancelAll(stage)
                : ids.stream().filter(person::cancel).count();
        same("cancelled", rig.queues.control().cancel(setup.name(), stage, ids), wanted);
    }

    private void requeue(@Nullable String stage, @Nullable String id, boolean cancelledToo) {
        Map<String, Places> before = state.ideal.stages.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().copy()));
        List<String> ids = id == null ? List.of() : List.of(id);
        long wanted = new IdealPerson(state.ideal).requeue(stage, ids, cancelledToo);
        same(
                "requeued",
                rig.queues
                        .control()
                        .requeue(setup.name(), stage, ids, cancelledToo)
                        .sent(),
                wanted);
        Map<String, Places> real = look.at(state.seen);
        before.forEach((name, was) -> {
            adopt(was.proc, state.ideal.at(name).proc, real.get(name).proc);
            adopt(was.held, state.ideal.at(name).held, real.get(name).held);
        });
    }

    /** What was sent again stands at the end, in an order that is nobody's business. */
    private static void adopt(List<String> before, List<String> ideal, List<String> real) {
        if (ideal.size() == real.size()) {
            IdealPerson.adopt(ideal.subList(before.size(), ideal.size()), real.subList(before.size(), real.size()));
        }
    }

    private void pause(boolean paused) {
        if (paused) {
            rig.queues.control().pause(setup.name());
        } else {
            rig.queues.control().resume(setup.name());
        }
        state.ideal.paused = paused;
    }

    @Override
    public void close() {
        rig.queues.control().purge(setup.name());
        wire.close();
        rig.close();
    }
}
