package org.musterhpc.queue.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.campaign.NamedQueues;
import org.musterhpc.queue.redis.campaign.Recording;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** What a person does to a campaign. Large moves go in portions, so that agents are not held up. */
final class RedisControl implements Control {
    private static final int PORTION = 1_000;
    private static final int PORTION_BYTES = 8 << 20;

    private final ScriptRunner runner;
    private final CampaignReader campaigns;

    RedisControl(ScriptRunner runner, CampaignReader campaigns) {
        this.runner = runner;
        this.campaigns = campaigns;
    }

    @Override
    public void pause(String campaign) {
        setPaused(campaign, true);
    }

    @Override
    public void resume(String campaign) {
        setPaused(campaign, false);
    }

    private void setPaused(String campaign, boolean paused) {
        Keys keys = campaigns.changeable(campaign).keys();
        runner.run(Script.PAUSE.on(
                List.of(keys.campaign(), keys.events()), List.of(runner.time(), paused ? "pause" : "resume")));
        Bell.ring(runner, keys, paused ? 0 : Bell.MOST);
    }

    @Override
    public long cancel(String campaign, @Nullable String stage, List<String> ids) {
        return ids.isEmpty()
                ? cancel(campaign, cancellation -> cancellation.all(stage))
                : cancel(campaign, ids, EnumSet.allOf(State.class));
    }

    @Override
    public long cancel(String campaign, List<String> ids, Set<State> states) {
        return cancel(campaign, cancellation -> cancellation.these(ids, states));
    }

    private long cancel(String campaign, ToLongFunction<Cancellation> some) {
        CampaignReader.Known known = campaigns.changeable(campaign);
        long cancelled = some.applyAsLong(new Cancellation(runner, known));
        Bell.ring(runner, known.keys(), 1); // it may have been the last
        return cancelled;
    }

    @Override
    public Requeued requeue(
            String campaign,
            @Nullable String stage,
            Set<State> states,
            BiPredicate<String, Ending> which,
            Function<Ending, Message> again) {
        CampaignReader.Known known = campaigns.changeable(campaign);
        long sent = 0;
        long unreadable = 0;
        for (Stage each : stages(known, stage)) {
            for (State state : EnumSet.copyOf(states)) {
                Requeued some = requeue(known, each.name(), state, which, again);
                sent += some.sent();
                unreadable += some.unreadable();
            }
        }
        Bell.ring(runner, known.keys(), sent);
        return new Requeued(sent, unreadable);
    }

    private Requeued requeue(
            CampaignReader.Known known,
            String stage,
            State state,
            BiPredicate<String, Ending> which,
            Function<Ending, Message> again) {
        Keys keys = known.keys();
        String from = state == State.DEAD ? keys.dead(stage) : keys.cancelled(stage);
        Links links = Links.of(known, stage);
        List<String> args = new ArrayList<>();
        long[] counts = new long[2];
        long[] bytes = new long[1];
        Scan.hash(runner, from, (id, text) -> {
            Ending ending = EndingCodec.read(stage, state, id, text);
            if (!which.test(id, ending)) {
                return;
            }
            if (!EndingCodec.readable(ending)) {
                counts[1]++;
                return;
            }
            args.add(id);
            args.add(text);
            args.add(MessageCodec.encode(again.apply(ending)));
            args.add(AttemptCodec.ofHistory(ending.last()));
            args.add(links.group(ending.message()));
            bytes[0] += text.length();
            if (args.size() >= 5 * PORTION || bytes[0] >= PORTION_BYTES) {
                counts[0] += send(keys, stage, links, from, args);
                args.clear();
                bytes[0] = 0;
            }
        });
        if (!args.isEmpty()) {
            counts[0] += send(keys, stage, links, from, args);
        }
        return new Requeued(counts[0], counts[1]);
    }

    private long send(Keys keys, String stage, Links links, String from, List<String> items) {
        List<String> args = new ArrayList<>(List.of(runner.time(), links.waits(), links.frees()));
        args.addAll(items);
        List<String> keyList = links.withBoth(
                keys.campaign(),
                from,
                keys.proc(stage),
                keys.held(stage),
                keys.blocked(stage),
                keys.counts(stage),
                keys.history(stage),
                keys.need(stage),
                keys.events(),
                keys.ended(stage),
                keys.dead(stage),
                keys.cancelled(stage));
        List<?> words = (List<?>) runner.run(Script.REQUEUE.on(keyList, args));
        return words.stream().filter("ACCEPTED"::equals).count();
    }

    @Override
    public long reopen(String campaign, String stage, Map<String, Long> seen, UnaryOperator<Message> signed) {
        CampaignReader.Known known = campaigns.changeable(campaign);
        long reopened = new Reopening(runner, known, stage, signed).these(seen);
        Bell.ring(runner, known.keys(), reopened);
        return reopened;
    }

    @Override
    public EndCall claimEnd(Campaign campaign, String who, Duration lease) {
        return endCalls(campaign).ask("claim", who, lease, "");
    }

    @Override
    public EndCall holdEnd(Campaign campaign, String who, Duration lease) {
        return endCalls(campaign).ask("hold", who, lease, "");
    }

    @Override
    public void endTold(Campaign campaign, String who, String how) {
        endCalls(campaign).ask("told", who, Duration.ZERO, how);
    }

    private EndCalls endCalls(Campaign campaign) {
        return new EndCalls(runner, campaigns.keys(campaign.name()), campaign);
    }

    private static List<Stage> stages(CampaignReader.Known known, @Nullable String only) {
        return only == null
                ? known.campaign().stages()
                : List.of(known.campaign().stage(only));
    }

    @Override
    public void purge(String campaign, QueueNames names) {
        Keys keys = campaigns.keys(campaign);
        // The campaign's own hash goes first: from then on every script finds it gone and leaves nothing behind.
        List<Stage> stages = known(campaign);
        List<String> first = new ArrayList<>(List.of(keys.campaign()));
        first.addAll(NamedQueues.keyList(keys.named(recorded(keys, names))));
        runner.run(Script.PURGE.on(first, List.of(runner.time())));
        for (Stage stage : stages) {
            String[] all = keys.ofStage(stage.name()).toArray(String[]::new);
            runner.ask(redis -> redis.unlink(all));
        }
        List<String> more = new ArrayList<>(keys.ofAgents());
        more.addAll(List.of(keys.places(), keys.events(), keys.arrays(), keys.goals()));
        runner.ask(redis -> redis.unlink(more.toArray(String[]::new)));
        if (stages.isEmpty()) {
            leftovers(keys);
        }
        runner.ask(redis -> redis.zrem(Keys.campaigns(campaigns.prefix()), campaign));
    }

    private QueueNames recorded(Keys keys, QueueNames otherwise) {
        for (String hash : List.of(keys.campaign(), keys.mending())) {
            String text = runner.find(redis -> redis.hget(hash, Recording.QUEUES));
            if (text != null) {
                return QueueNames.decode(text);
            }
        }
        return otherwise;
    }

    /** Empty where that cannot be told any more. */
    private List<Stage> known(String campaign) {
        try {
            return campaigns.existing(campaign).campaign().stages();
        } catch (LostCampaignException | DamagedException e) {
            return List.of();
        }
    }

    /** Of a campaign whose stages are not known any more: all keys of the server are looked at. */
    private void leftovers(Keys keys) {
        String pattern = keys.everything();
        ScanParams page = new ScanParams().match(pattern).count(PORTION);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            String from = cursor;
            ScanResult<String> result = runner.ask(redis -> redis.scan(from, page));
            for (String key : result.getResult()) {
                runner.ask(redis -> redis.unlink(key));
            }
            cursor = result.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }
}
