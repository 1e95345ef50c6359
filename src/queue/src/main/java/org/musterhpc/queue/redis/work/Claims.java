package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.TaskQueue;
import org.musterhpc.queue.redis.read.Finder;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** An agent's claims, as script calls. */
final class Claims {
    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final String grace;

    Claims(ScriptRunner runner, CampaignReader.Known known, String grace) {
        this.runner = runner;
        this.known = known;
        this.grace = grace;
    }

    /**
     * What is claimed in one exchange.
     *
     * @param number the agent's exchanges are numbered from 1, those of one lane odd, those of the other even, as the last
     *     number of each is what Redis keeps an answer to; the same number is given the same leases
     * @param again whether it may have been sent before
     */
    record Numbered(long number, boolean again, List<Want> wants) {
        private static final int LANES = Lane.values().length;

        /** Before the first of a lane. */
        static Numbered before(Lane lane) {
            return new Numbered(lane == Lane.FIRST ? -1 : 0, false, List.of());
        }

        Numbered next(List<Want> wants) {
            return new Numbered(number + LANES, false, wants);
        }

        Numbered repeated() {
            return new Numbered(number, true, wants);
        }

        /** One that was answered: there is nothing to repeat. */
        Numbered over() {
            return new Numbered(number, false, List.of());
        }
    }

    List<Script.Call> calls(AgentInfo who, Numbered claims) {
        List<Script.Call> calls = new ArrayList<>();
        for (Want want : claims.wants()) {
            String task = want.task();
            calls.add(task == null ? call(who, claims, want, calls.size() + 1) : take(who, want.stage(), task));
        }
        return calls;
    }

    /** One that is nowhere is looked for in vain, and then not given. */
    private Script.Call take(AgentInfo who, String stage, String id) {
        Keys keys = known.keys();
        Finder.Found found = new Finder(runner, known)
                .find(id)
                .filter(any -> any.view().stage().equals(stage))
                .filter(any -> any.queue() == TaskQueue.PROCESSING || any.queue() == TaskQueue.DELAYED)
                .orElse(null);
        TaskQueue from = found == null ? TaskQueue.PROCESSING : found.queue();
        Headroom room = Headroom.of(known.campaign(), known.campaign().stage(stage));
        return Script.TAKE.on(
                joined(
                        List.of(
                                keys.campaign(),
                                from.key(keys, stage),
                                keys.working(stage),
                                keys.expiry(stage),
                                keys.counts(stage),
                                keys.beats(),
                                keys.index(stage),
                                keys.dead(stage),
                                keys.cancelled(stage)),
                        room.keys(keys)),
                joined(
                        List.of(
                                runner.time(),
                                who.name(),
                                from.role(),
                                id,
                                found == null ? "" : found.body(),
                                Long.toString(found == null ? 0 : found.index()),
                                Long.toString(found == null ? 0 : found.length()),
                                Long.toString(known.campaign()
                                        .stage(stage)
                                        .limits()
                                        .walltime()
                                        .toMillis()),
                                grace,
                                known.created(),
                                Integer.toString(known.campaign().edition().number())),
                        room.args()));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private Script.Call call(AgentInfo who, Numbered claims, Want want, int place) {
        Keys keys = known.keys();
        String name = want.stage();
        Stage stage = known.campaign().stage(name);
        Duration rest = want.offer().rest();
        Long memory = want.offer().memory();
        List<String> keyList = new ArrayList<>(List.of(
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
                keys.pace(name),
                keys.beats(),
                keys.answers(),
                keys.bell(),
                keys.ended(name)));
        Headroom room = Headroom.of(known.campaign(), stage);
        keyList.addAll(room.keys(keys));
        keyList.addAll(keys.completed());
        return Script.CLAIM.on(
                keyList,
                joined(
                        List.of(
                                runner.time(),
                                who.name(),
                                Integer.toString(want.most()),
                                Long.toString(claims.number()),
                                Long.toString(stage.limits().walltime().toMillis()),
                                grace,
                                name,
                                rest == null ? "" : Long.toString(Math.max(0, rest.toMillis())),
                                memory == null ? "" : memory.toString(),
                                known.created(),
                                Long.toString(RetryPolicy.longestWait(stage).toMillis()),
                                Integer.toString(place),
                                claims.again() ? "1" : "0",
                                Integer.toString(known.campaign().edition().number())),
                        room.args()));
    }

    /** Asked only when there was nothing to claim: whether anything can ever come. */
    boolean complete() {
        return Bell.complete(runner, known, true);
    }
}
