package org.musterhpc.queue.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.campaign.TaskQueue;
import org.musterhpc.queue.redis.read.Finder;
import org.musterhpc.queue.redis.read.TallyReader;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Cancels tasks: some by their ids, or all of a stage in portions. */
final class Cancellation {
    private static final String PORTION = "1000";
    private static final int TRIES = 5;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;

    Cancellation(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    /**
     * From the last stage to the first: a task that ends meanwhile must not set free what is to be cancelled. Tasks also go back,
     * where an attempt fails or an agent leaves, and results bring others: so until one look at all of them finds none.
     */
    long all(@Nullable String only) {
        List<String> stages = new ArrayList<>();
        for (Stage stage : known.campaign().stages()) {
            if (only == null || only.equals(stage.name())) {
                stages.add(0, stage.name());
            }
        }
        long sum = 0;
        int tries = 0;
        do {
            for (String stage : stages) {
                for (TaskQueue queue : TaskQueue.NOT_ENDED) {
                    sum += all(stage, queue);
                }
            }
        } while (++tries < TRIES && left(stages));
        return sum;
    }

    private boolean left(List<String> stages) {
        Map<String, Tally> now = TallyReader.read(runner, known).stages();
        return stages.stream().map(now::get).anyMatch(tally -> tally.moving() + tally.count(State.BLOCKED) > 0);
    }

    private long all(String stage, TaskQueue queue) {
        Keys keys = known.keys();
        Links links = Links.of(known, stage);
        List<String> keyList = links.withFrees(
                keys.campaign(),
                queue.key(keys, stage),
                keys.cancelled(stage),
                keys.counts(stage),
                keys.expiry(stage),
                keys.events(),
                keys.pace(stage),
                keys.revoked(),
                keys.index(stage),
                keys.dead(stage),
                keys.need(stage),
                keys.ended(stage),
                keys.doubles(stage));
        Script.Call call =
                Script.CANCEL.on(keyList, List.of(runner.time(), queue.role(), links.frees(), PORTION, links.each()));
        long sum = 0;
        long some;
        do {
            some = (Long) runner.run(call);
            sum += Math.max(0, some);
        } while (some != 0);
        return sum;
    }

    /**
     * Those that are in one of these states, and have not ended successfully. What an index does not find is looked for in one
     * walk for all.
     */
    long these(Collection<String> ids, Set<State> states) {
        Finder finder = new Finder(runner, known);
        Set<String> left = new LinkedHashSet<>(ids);
        long[] cancelled = {0};
        for (int tries = 0; tries < TRIES && !left.isEmpty(); tries++) {
            Set<String> ended = new LinkedHashSet<>();
            for (String id : left) {
                finder.quickly(id).ifPresent(found -> cancelled[0] += cancel(found, id, states, ended));
            }
            left.removeAll(ended);
            // A task may move from a place not yet looked at to one looked at before: so twice.
            if (!left.isEmpty() && tries < 2) {
                finder.walk(left, (id, found) -> {
                    if (!ended.contains(id)) {
                        cancelled[0] += cancel(found, id, states, ended);
                    }
                });
                left.removeAll(ended);
            }
        }
        return cancelled[0];
    }

    /** 1 or 0; one that is not to be looked for again is added to the ended, also one that is in no state in which it is meant. */
    private long cancel(Finder.Found found, String id, Set<State> states, Set<String> ended) {
        State state = found.view().state();
        if (state == State.DONE || state == State.CANCELLED || !states.contains(state)) {
            ended.add(id);
            return 0;
        }
        if (!cancel(found, id)) {
            return 0; // it has moved
        }
        ended.add(id);
        return 1;
    }

    /** One that has not ended successfully, from where it was found; whether it was there still. */
    boolean cancel(Finder.Found found, String id) {
        return "ACCEPTED".equals(runner.run(call(found, id)));
    }

    private Script.Call call(Finder.Found found, String id) {
        Keys keys = known.keys();
        TaskView view = found.view();
        String stage = view.stage();
        Links links = Links.of(known, stage);
        Instant now = TallyReader.read(runner, known).now();
        String from = found.queue().role();
        String record = EndingCodec.cancelled(stage, view.message(), now, from);
        List<String> args =
                new ArrayList<>(List.of(runner.time(), from, links.frees(), id, found.field(), found.body(), record));
        args.add(
                view.ending() == null
                        ? ""
                        : AttemptCodec.ofHistory(view.ending().last()));
        args.add(Long.toString(found.index()));
        args.add(Long.toString(found.length()));
        args.add(links.each());
        List<String> keyList = links.withFrees(
                keys.campaign(),
                found.queue().key(keys, stage),
                keys.cancelled(stage),
                keys.counts(stage),
                keys.expiry(stage),
                keys.events(),
                keys.history(stage),
                keys.revoked(),
                keys.index(stage),
                keys.dead(stage),
                keys.need(stage),
                keys.ended(stage),
                keys.doubles(stage));
        return Script.CANCEL_ONE.on(keyList, args);
    }
}
