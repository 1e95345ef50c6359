package org.musterhpc.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.model.codec.MessageText;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.campaign.NamedQueues;
import org.musterhpc.queue.redis.campaign.Numbered;
import org.musterhpc.queue.redis.campaign.Recording;
import org.musterhpc.queue.redis.campaign.Seal;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Puts campaigns and messages in. */
final class RedisIntake implements Intake {
    /** Messages a script call: long enough to hide the call, short enough that nobody waits behind it for more than a millisecond or two. */
    private static final int PORTION = 2_000;
    /** No more are added to so many letters: what is long takes time, too, and memory. */
    private static final int LONGEST_PORTION = 1 << 20;
    /** Calls on the way at once. */
    private static final int PIPELINED = 8;

    private final ScriptRunner runner;
    private final CampaignReader campaigns;
    private final Map<String, CampaignReader.Known> known = new ConcurrentHashMap<>();

    RedisIntake(ScriptRunner runner, CampaignReader campaigns) {
        this.runner = runner;
        this.campaigns = campaigns;
    }

    @Override
    public Created create(Campaign campaign) {
        Keys keys = campaigns.keys(campaign);
        NamedQueues.check(runner, keys, campaign);
        Recording recording = new Recording(keys, campaign);
        List<String> args = new ArrayList<>(List.of(runner.time(), campaign.digest()));
        args.addAll(recording.arguments());
        Object reply = runner.run(Script.CREATE.on(recording.keyList(), args));
        if (reply instanceof List<?> refusal) {
            throw NamedQueues.refused(runner, campaigns, refusal);
        }
        Created created = Created.valueOf((String) reply);
        known.remove(campaign.name());
        campaigns.list(campaign.name());
        return created;
    }

    @Override
    public long pushed(String campaign, String stage) {
        return Numbered.last(runner, campaigns.keys(campaign).counts(stage));
    }

    @Override
    public long pushTexts(String campaign, String stage, List<MessageText> messages) {
        if (messages.isEmpty()) {
            return pushed(campaign, stage);
        }
        CampaignReader.Known there = known.computeIfAbsent(campaign, campaigns::existing);
        Links links = Links.of(there, stage);
        List<Script.Call> calls = new ArrayList<>();
        long next = messages.get(0).n();
        Script.Call bell = Bell.call(runner, there.keys(), messages.size());
        for (int from = 0, to; from < messages.size(); from = to) {
            to = endOfPortion(messages, from);
            calls.add(portion(there.keys(), stage, links, messages.subList(from, to)));
            if (calls.size() == PIPELINED) {
                next = send(calls, bell, campaign, stage);
                calls.clear();
            }
        }
        if (!calls.isEmpty()) {
            next = send(calls, bell, campaign, stage);
        }
        return next - 1;
    }

    private static int endOfPortion(List<MessageText> messages, int from) {
        int to = from;
        long length = 0;
        while (to < messages.size() && to - from < PORTION && length < LONGEST_PORTION) {
            length += messages.get(to).text().length();
            to++;
        }
        return to;
    }

    private long send(List<Script.Call> pushes, Script.Call bell, String campaign, String stage) {
        long next = 0;
        List<Script.Call> calls = new ArrayList<>(pushes);
        calls.add(bell);
        for (Object reply : runner.runAll(calls).subList(0, pushes.size())) {
            next = (Long) reply;
            if (next == -1) {
                known.remove(campaign);
                throw LostCampaignException.gone(campaign);
            }
            if (next == -4) {
                throw LostCampaignException.partly(
                        campaign, "the counters of stage " + stage + " are gone, and its tasks are not");
            }
            if (next == -3) {
                throw new IllegalArgumentException("campaign '" + campaign + "' is being restored");
            }
            if (next == -5) {
                throw new IllegalArgumentException("two tasks of stage " + stage + " would wait for the same task");
            }
            if (next == -2) {
                throw new Gap("messages of stage " + stage + " do not follow those before them");
            }
        }
        return next;
    }

    private Script.Call portion(Keys keys, String stage, Links links, List<MessageText> messages) {
        List<String> args = new ArrayList<>(messages.size() * 2 + 4);
        args.add(runner.time());
        args.add(Long.toString(messages.get(0).n()));
        args.add(links.waits());
        args.add(links.frees());
        for (MessageText message : messages) {
            if (links.grouped()) {
                args.add(links.group(message.id()));
            }
            args.add(body(message));
        }
        List<String> keyList = links.withBoth(
                keys.campaign(),
                keys.proc(stage),
                keys.held(stage),
                keys.blocked(stage),
                keys.counts(stage),
                keys.need(stage),
                keys.working(stage),
                keys.delayed(stage),
                keys.index(stage),
                keys.dead(stage),
                keys.cancelled(stage));
        return Script.PUSH.on(keyList, args);
    }

    private static String body(MessageText message) {
        String text = message.text();
        if (text.length() > MessageCodec.MOST_PUSHED / 4
                && text.getBytes(StandardCharsets.UTF_8).length > MessageCodec.MOST_PUSHED) {
            throw new IllegalArgumentException(
                    "the message of task " + message.id() + " has more than " + MessageCodec.MOST_PUSHED
                            + " bytes: write large values into a file, and its name into the message");
        }
        return text;
    }

    @Override
    public boolean open(String campaign) {
        String key = campaigns.keys(campaign).campaign();
        return "1".equals(runner.ask(redis -> redis.hget(key, Recording.OPEN)));
    }

    @Override
    public void seal(String campaign, String stage) {
        CampaignReader.Known there = campaigns.existing(campaign);
        new Seal(runner, there).put(stage);
        Bell.ring(runner, there.keys(), 1); // all of it may be over already
    }
}
