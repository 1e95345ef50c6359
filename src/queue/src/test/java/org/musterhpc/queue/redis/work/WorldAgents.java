package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Doubles;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.work.Reports.Reporter;

/** The agents of a {@link World}, who claim, report, say that they live, fall silent and are followed by others. */
final class WorldAgents implements AutoCloseable {
    private final World world;
    /** By agents' names: what they speak to Redis with. */
    private final Map<String, RedisWorkQueue> queues = new HashMap<>();

    WorldAgents(World world) {
        this.world = world;
    }

    /** A lease that an agent knows of; {@code decided} where it has reported and heard no answer. */
    record Hold(Lease lease, @Nullable Report decided) {}

    /** What an agent knows. */
    static final class Member {
        final String name;
        final List<Hold> holds = new ArrayList<>();
        final Map<Lane, Claims.Numbered> last = new EnumMap<>(Lane.class);
        /** Claims that are still on their way though nobody waits for their answer. */
        final Map<Lane, Claims.Numbered> ghosts = new EnumMap<>(Lane.class);

        Heartbeats.Known heard = Heartbeats.Known.NOTHING;
        /** Whose place it took, or null. */
        final @Nullable String former;

        Member(String name, @Nullable String former) {
            this.name = name;
            this.former = former;
        }

        Member copy() {
            Member copy = new Member(name, former);
            copy.holds.addAll(holds);
            copy.last.putAll(last);
            copy.ghosts.putAll(ghosts);
            copy.heard = heard;
            return copy;
        }

        Claims.Numbered last(Lane lane) {
            return last.getOrDefault(lane, Claims.Numbered.before(lane));
        }

        /** Whether claims were not answered. */
        boolean owed(Lane lane) {
            return !last(lane).wants().isEmpty();
        }

        boolean owed() {
            return owed(Lane.FIRST) || owed(Lane.SECOND);
        }

        List<Lease> leases() {
            return holds.stream().map(Hold::lease).toList();
        }
    }

    private RedisWorkQueue queue(String name) {
        return queues.computeIfAbsent(name, any ->
                (RedisWorkQueue) world.rig.queues.work(world.setup.name(), Rig.agentInfo(name), Rig.GRACE));
    }

    private Member member(int at) {
        return world.state.agents.get(at);
    }

    /** The first, or the one that takes the place of another which is no more; it is heard of before it does anything. */
    void begin(int at, @Nullable Member before) {
        Member member = before == null ? new Member("a" + at, null) : new Member(before.name + "+", before.name);
        if (before == null) {
            world.state.agents.add(member);
        } else {
            world.state.agents.set(at, member);
        }
        beat(at);
    }

    void turn(Act act) {
        Member me = member(act.agent());
        List<Hold> kept = new ArrayList<>();
        List<Report> reports = new ArrayList<>();
        for (int i = 0; i < me.holds.size(); i++) {
            Hold hold = me.holds.get(i);
            Report report = report(hold, i < act.word(1).length() ? act.word(1).charAt(i) : '.');
            if (report == null) {
                kept.add(hold);
            } else {
                reports.add(report);
                if (act.lost() || act.dropped()) {
                    kept.add(new Hold(hold.lease(), report));
                }
            }
        }
        // As an agent does it: what was not answered is said again first.
        Claims.Numbered before = me.last(act.lane());
        Claims.Numbered asked = me.owed(act.lane()) ? before.repeated() : before.next(wants(act));
        if (act.dropped()) {
            if (!asked.wants().isEmpty()) {
                me.ghosts.put(act.lane(), asked);
            }
            me.last.put(act.lane(), asked.repeated());
        } else {
            Exchanges.Answered answered = exchange(me, reports, asked);
            if (!act.lost()) {
                answered.exchange().leases().forEach(lease -> kept.add(new Hold(lease, null)));
                me.last.put(act.lane(), answered.again() ? asked.repeated() : asked.over());
            } else {
                me.last.put(act.lane(), asked);
            }
            remember(reports);
        }
        me.holds.clear();
        me.holds.addAll(kept);
    }

    private static List<Want> wants(Act act) {
        String count = act.word(3);
        if (act.word(2).equals("-")) {
            return List.of();
        }
        Offer offer = count.endsWith("s") ? new Offer(Rig.WALLTIME, null) : Offer.ANYTHING;
        return List.of(new Want(act.word(2), Integer.parseInt(count.replace("s", "")), offer));
    }

    private Exchanges.Answered exchange(Member me, List<Report> reports, Claims.Numbered asked) {
        Ideal ideal = world.state.ideal;
        Exchanges.Answered answered = queue(me.name).exchange(reports, asked);
        WorkQueue.Exchange exchange = answered.exchange();
        World.same("answers", exchange.answers(), ideal.report(reports, Reporter.HOLDER));
        Ideal.Claimed claimed = asked.wants().isEmpty()
                ? null
                : ideal.claim(me.name, asked, asked.wants().get(0));
        World.same("leases", exchange.leases(), claimed == null ? List.of() : claimed.leases());
        World.same("mood", exchange.mood(), ideal.mood(asked.wants(), claimed, reports));
        return answered;
    }

    /** What was dropped on its way arrives after all, and its answer reaches nobody. */
    void ghost(Act act) {
        Member me = member(act.agent());
        Claims.Numbered asked = me.ghosts.remove(act.lane());
        if (asked != null) {
            exchange(me, List.of(), asked);
        }
    }

    /** Asks for a second attempt. Where the answer is lost, there is none for that lease. */
    void second(Act act) {
        Member me = member(act.agent());
        Duration least = Duration.ofMillis(act.number(2));
        Doubles.Asked asked = queue(me.name).doubles().ask(act.word(1), least, Offer.ANYTHING);
        World.same("double", asked, world.state.ideal.doubles.ask(me.name, act.word(1), least));
        if (!act.lost()) {
            asked.lease().ifPresent(lease -> me.holds.add(new Hold(lease, null)));
        }
    }

    private void remember(List<Report> reports) {
        World.State state = world.state;
        state.sent.addAll(reports);
        int from = Math.max(0, state.sent.size() - world.setup.echoes());
        state.sent = new ArrayList<>(state.sent.subList(from, state.sent.size()));
    }

    /** An agent that has decided once says the same again. */
    private @Nullable Report report(Hold hold, char letter) {
        Lease lease = hold.lease();
        if (hold.decided() != null && letter != '.') {
            return hold.decided();
        }
        return switch (letter) {
            case 'f' -> world.rig.finish(lease);
            case 'r' -> world.rig.retry(lease, Duration.ZERO);
            case 'R' -> world.rig.retry(lease, Duration.ofMinutes(1));
            case 'w' -> world.decide(lease, Outcome.WALLTIME);
            case 'p' -> world.decide(lease, Outcome.PREEMPTED);
            case 'b' -> world.rig.bury(lease);
            case 'g' -> Rig.giveBack(lease);
            default -> null;
        };
    }

    void echo(int back) {
        List<Report> sent = world.state.sent;
        if (back < sent.size()) {
            Report report = sent.get(sent.size() - 1 - back);
            List<Answer> answers = queue(member(0).name)
                    .exchange(List.of(report), Claims.Numbered.before(Lane.FIRST))
                    .exchange()
                    .answers();
            World.same("answer", answers, world.state.ideal.report(List.of(report), Reporter.HOLDER));
        }
    }

    void beat(int at) {
        Member me = member(at);
        Ideal ideal = world.state.ideal;
        Heartbeats.Answer answer = queue(me.name).beat(Rig.agentInfo(me.name), me.leases(), me.heard);
        IdealAgents.Heard heard = ideal.agents.beat(me.name, ideal.now);
        if (ideal.agents.longGone.contains(me.name)) {
            // Whoever has read the list of agents meanwhile has forgotten what it was answered.
            String answers = new Keys(RedisAddress.DEFAULT_PREFIX, world.setup.name()).answers();
            ideal.agents
                    .answers
                    .keySet()
                    .removeIf(field -> field.startsWith(me.name + " ")
                            && !world.runner.ask(redis -> redis.hexists(answers, field)));
        }
        boolean reason = heard.revoked() != me.heard.revoked() || heard.newly();
        Set<Lease> lost = reason || me.heard.again() ? Set.copyOf(ideal.lost(me.leases())) : Set.of();
        if (reason || me.heard.again() || me.heard.beats() < 6) {
            World.same("lost leases", Set.copyOf(answer.beat().lost()), lost);
        }
        World.same("tends", answer.beat().tends(), heard.tends());
        me.heard = answer.known();
        me.holds.removeIf(hold -> answer.beat().lost().contains(hold.lease()));
    }

    void crash(int at) {
        begin(at, member(at));
    }

    /** Leases of agents that live of which they do not know, and will not hear. */
    List<String> leaked() {
        List<String> leaked = new ArrayList<>();
        world.state.ideal.stages.forEach((stage, places) -> places.working.forEach((id, record) -> {
            Replies.Working working = Rig.working(record);
            for (Member member : world.state.agents) {
                if (member.name.equals(working.agent())
                        && !member.owed()
                        && member.holds.stream().noneMatch(hold -> hold.lease().token() == working.token())) {
                    leaked.add(id + " is held by " + member.name + ", which does not know of it");
                }
            }
        }));
        return leaked;
    }

    @Override
    public void close() {
        queues.values().forEach(RedisWorkQueue::close);
    }
}
