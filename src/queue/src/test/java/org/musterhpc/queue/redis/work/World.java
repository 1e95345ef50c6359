package org.musterhpc.queue.redis.work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses.Lost;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.Setup;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.read.Finder;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.work.Reports.Reporter;

/**
 * A campaign on a real Redis and all who work on it, driven step by step in one thread. After each step what Redis
 * answered and what it holds is compared with the {@link Ideal}, and held against the {@link Laws}.
 */
final class World implements AutoCloseable {
    /** What is not in Redis: what each of them knows, and what it should find there. */
    static final class State {
        Ideal ideal;
        Map<String, Contents.Done> seen = new HashMap<>();
        Map<String, String> given = new HashMap<>();
        Map<String, Long> said = new HashMap<>();
        List<WorldAgents.Member> agents = new ArrayList<>();
        List<Report> sent = new ArrayList<>();
        List<Lapsed> spotted = new ArrayList<>();
        List<Lost> told = new ArrayList<>();
        Finder.@Nullable Found found;
        Reporter reporter = Reporter.LAPSE;
        int foreign;
        Set<String> grown = new TreeSet<>();

        State(Ideal ideal) {
            this.ideal = ideal;
        }

        State copy() {
            State copy = new State(ideal.copy());
            copy.seen.putAll(seen);
            copy.given.putAll(given);
            copy.said.putAll(said);
            agents.forEach(member -> copy.agents.add(member.copy()));
            copy.sent.addAll(sent);
            copy.spotted.addAll(spotted);
            copy.told.addAll(told);
            copy.found = found;
            copy.reporter = reporter;
            copy.foreign = foreign;
            copy.grown.addAll(grown);
            return copy;
        }
    }

    final Setup setup;
    final Rig rig;
    final ScriptRunner runner;
    final Contents look;
    State state;
    /** What the look that ends an act also does, so that it is no call of its own. */
    Contents.@Nullable Then then;

    private final WorldAgents agents;
    private final Keeper keeper;
    private final Laws laws;

    World(Setup setup, Map<Script, Script.Text> scripts) {
        this.setup = setup;
        Campaign campaign = new Campaign(setup.name(), "digest", "me", Instant.EPOCH, setup.stages());
        this.rig = new Rig(TestServer.address(), scripts, campaign.withQueues(setup.names()));
        this.runner = ScriptRunner.open(TestServer.address(), 1, () -> Long.toString(rig.time.get()), scripts);
        this.look = new Contents(runner, rig.campaign);
        this.laws = new Laws(rig.campaign, setup.doubles());
        this.state = new State(new Ideal(rig.campaign, rig.time.get()));
        this.agents = new WorldAgents(this);
        this.keeper = new Keeper(this);
        try {
            for (int i = 0; i < setup.agents(); i++) {
                agents.begin(i, null);
            }
        } catch (AssertionError | RuntimeException e) {
            close(); // else the next world of this name finds what this one has left
            throw e;
        }
    }

    void play(Act act) {
        Ideal ideal = state.ideal;
        rig.time.set(ideal.now);
        switch (act.verb()) {
            case "push" -> push(act.word(0), act.number(1), act.lost());
            case "seal" -> seal(act.word(0));
            case "unseal" -> unseal(act.word(0));
            case "relaunch" -> state.said.clear();
            case "send" -> send(act.word(0), act.word(1));
            case "turn" -> agents.turn(act);
            case "beat" -> agents.beat(act.number(0));
            case "ghost" -> agents.ghost(act);
            case "double" -> agents.second(act);
            case "crash" -> agents.crash(act.number(0));
            case "echo" -> agents.echo(act.number(0));
            case "look" -> keeper.look();
            case "spot" -> keeper.spot(gone(act.number(0)));
            case "take" -> keeper.take(act.lost());
            case "sweep" -> freeing(Set.of(Stage.Mode.EACH, Stage.Mode.GROUP), keeper::sweep);
            case "tend" -> freeing(Set.of(Stage.Mode.GROUP), keeper::tend);
            case "release" ->
                freeing(Set.of(Stage.Mode.EACH, Stage.Mode.GROUP), () -> keeper.release(gone(act.number(0))));
            case "tell" -> keeper.tell(act.word(0));
            case "amend" -> keeper.amend(act.lost());
            case "cancel" -> cancel(List.of(act.word(0)), null);
            case "find" -> new SlowCancel(this).find(act.word(0));
            case "strike" -> new SlowCancel(this).strike();
            case "cancel-all" -> cancel(List.of(), name(act.word(0)));
            case "requeue" ->
                requeue(name(act.word(0)), name(act.word(1)), act.word(2).equals("yes"));
            case "reopen" -> reopen(act.word(0));
            case "pause", "resume" -> pause(act.verb().equals("pause"));
            case "pass" -> ideal.now += act.number(0);
            default -> throw new IllegalArgumentException(act.toString());
        }
        check();
    }

    /** An agent that is called gone: that whose place another took, or one that is alive after all. */
    private String gone(int at) {
        WorldAgents.Member member = state.agents.get(at);
        return member.former == null ? member.name : member.former;
    }

    Report decide(Lease lease, Outcome outcome) {
        return RetryPolicy.decide(rig.campaign.stage(lease.stage()), lease, rig.attempt(lease, outcome))
                .orElseThrow();
    }

    private static @Nullable String name(String word) {
        return word.equals("-") ? null : word;
    }

    /** Compares everything in Redis with what should be there. */
    void check() {
        Map<String, Places> real = look.at(state.seen, then);
        List<String> wrong = new ArrayList<>(laws.broken(real, state.given));
        real.forEach((stage, places) ->
                places.differences(state.ideal.at(stage)).forEach(line -> wrong.add(stage + "." + line)));
        same("beats", look.agents().beats, state.ideal.agents.beats);
        state.ideal.agents.beats.keySet().stream()
                .filter(agent -> !state.ideal.agents.longGone.contains(agent))
                .forEach(agent -> same(
                        "revoked from " + agent,
                        look.agents().revoked.getOrDefault(agent, 0L),
                        state.ideal.agents.revoked.getOrDefault(agent, 0L)));
        wrong.addAll(agents.leaked());
        wrong.addAll(Told.broken(runner, setup.names(), real));
        if (!wrong.isEmpty()) {
            throw new AssertionError(String.join("\n", wrong));
        }
    }

    static void same(String what, @Nullable Object is, @Nullable Object wanted) {
        if (!Objects.equals(is, wanted)) {
            throw new AssertionError(what + ": is " + is + ", should be " + wanted);
        }
    }

    private void push(String stage, int count, boolean lost) {
        if (rig.campaign.brought(stage)) {
            return; // the launcher has none of it
        }
        long from = state.said.getOrDefault(stage, 0L) + 1;
        List<Message> messages = new ArrayList<>();
        for (long n = from; n < from + count && n <= tasks(stage); n++) {
            messages.add(setup.message(stage, (int) n));
        }
        if (!messages.isEmpty()) {
            long wanted = state.ideal.push(stage, messages);
            same("push", rig.queues.intake().push(setup.name(), stage, messages), wanted);
            if (!lost) {
                state.said.put(stage, wanted);
            }
        }
    }

    private void reopen(String id) {
        for (Stage stage : setup.stages()) {
            String name = stage.name();
            if (!state.ideal.at(name).index.containsKey(id)) {
                continue;
            }
            View.TaskView found = rig.queues
                    .view()
                    .find(setup.name(), id)
                    .orElseThrow(() -> new AssertionError(id + " is not found"));
            Message done = found.message();
            Ending ending = Objects.requireNonNull(found.ending());
            for (int n = 1; n <= tasks(name) && done.n() > 0; n++) {
                Message pushed = setup.message(name, n);
                if (pushed.id().equals(id)) {
                    same("record of " + id, done.params(), pushed.params());
                    same("groups of " + id, done.extra(), pushed.extra());
                }
            }
            boolean wanted = new IdealPerson(state.ideal).reopen(name, done.afresh());
            long token = ending.last().token();
            same(
                    "another token",
                    rig.queues.control().reopen(setup.name(), name, Map.of(id, token + 1), any -> any),
                    0L);
            long sent = rig.queues.control().reopen(setup.name(), name, Map.of(id, token), any -> any);
            same("reopened", sent, wanted ? 1L : 0L);
            state.seen.remove(name); // of which only the rest is read else
        }
    }

    private void seal(String stage) {
        if (!rig.campaign.brought(stage) && state.said.getOrDefault(stage, 0L) == tasks(stage)) {
            freeing(Set.of(Stage.Mode.GROUP), () -> {
                rig.queues.intake().seal(setup.name(), stage);
                state.ideal.followers.seal(stage);
            });
        }
    }

    /** How many tasks the launcher has for a stage by now. */
    long tasks(String stage) {
        return (long) setup.tasks() + (state.grown.contains(stage) ? 1 : 0);
    }

    private void unseal(String stage) {
        List<String> stages = grownTogether(stage);
        String wanted = state.ideal.followers.unseal(stages);
        same(
                "unseal",
                rig.queues.growth().unseal(setup.name(), stages, false).found().name(),
                wanted);
        if (wanted.equals("OK")) {
            state.grown.addAll(stages);
        }
    }

    /** A stage and what grows with it; and with what follows others one by one, these. */
    private List<String> grownTogether(String stage) {
        Set<String> grown = new LinkedHashSet<>(Set.of(stage));
        for (int before = 0; grown.size() > before; ) {
            before = grown.size();
            for (String name : List.copyOf(grown)) {
                Stage.After after = rig.campaign.stage(name).after();
                grown.addAll(rig.campaign.grownWith(name));
                grown.addAll(after == null || after.all() ? List.of() : after.stages());
            }
        }
        return List.copyOf(grown);
    }

    /** What one seal or sweep sets free of these kinds stands at the end, in an order that is nobody's business. */
    private void freeing(Set<Stage.Mode> modes, Runnable act) {
        Map<String, Places> before = state.ideal.copy().stages;
        act.run();
        Map<String, Places> real = look.at(state.seen);
        for (Stage stage : setup.stages()) {
            String name = stage.name();
            if (stage.after() != null && modes.contains(stage.after().mode())) {
                adopt(before.get(name).proc, state.ideal.at(name).proc, real.get(name).proc);
            }
        }
    }

    private void send(String stage, String kind) {
        int number = ++state.foreign;
        String body = switch (kind) {
            case "new" -> "{\"id\":\"x" + number + "\",\"walltime\":\"00:00:20\"}";
            case "anon" -> "{\"params\":{\"k\":" + number + "}}";
            case "again" ->
                "{\"id\":\"" + setup.message(stage, 1 + number % setup.tasks()).id() + "\",\"k\":" + number + "}";
            default -> "bad " + number;
        };
        String key = new Keys(RedisAddress.DEFAULT_PREFIX, setup.name())
                .named(setup.names())
                .proc(stage);
        runner.ask(redis -> redis.rpush(key, body));
        state.ideal.at(stage).proc.add(body);
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

    /** What was sent again, or set free with others, stands at the end, in an order that is nobody's business. */
    private static void adopt(List<String> before, List<String> ideal, List<String> real) {
        if (ideal.size() == real.size()) {
            IdealPerson.adopt(ideal.subList(before.size(), ideal.size()), real.subList(before.size(), real.size()));
        }
    }

    /** The id of a task of this number: the launcher's, or one that a result brought along. */
    String idOf(String stage, int n) {
        if (!rig.campaign.brought(stage)) {
            return setup.message(stage, n).id();
        }
        Places places = state.ideal.at(stage);
        List<String> ids = new ArrayList<>();
        List.of(places.working, places.index, places.dead, places.cancelled).forEach(some -> ids.addAll(some.keySet()));
        List<String> bodies = new ArrayList<>(places.proc);
        bodies.addAll(places.blocked.values());
        bodies.addAll(places.delayed.keySet());
        for (String body : bodies) {
            Message message = Ideal.read(body, "?");
            if (message != null && message.n() > 0) {
                ids.add(message.id());
            }
        }
        Collections.sort(ids);
        return n <= ids.size() ? ids.get(n - 1) : stage + "/none";
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
        agents.close();
        keeper.close();
        runner.close();
        rig.close();
    }
}
