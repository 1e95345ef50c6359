package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.musterhpc.queue.Intake.Created;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.NamedQueues;
import org.musterhpc.queue.redis.campaign.Numbered;
import org.musterhpc.queue.redis.campaign.Recording;
import org.musterhpc.queue.redis.read.TallyReader;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Puts a campaign back in. */
final class RedisRecovery implements Recovery {
    private static final String RESTORING = "restoring";

    private final ScriptRunner runner;
    private final CampaignReader campaigns;

    RedisRecovery(ScriptRunner runner, CampaignReader campaigns) {
        this.runner = runner;
        this.campaigns = campaigns;
    }

    @Override
    public Created begin(Campaign campaign) {
        Keys keys = campaigns.keys(campaign);
        NamedQueues.check(runner, keys, campaign);
        Recording recording = new Recording(keys, campaign);
        String first = Long.toString(campaign.created().toEpochMilli());
        List<String> args = new ArrayList<>(List.of(runner.time(), campaign.digest(), first));
        args.addAll(recording.arguments());
        Object reply = runner.run(Script.BEGIN_RESTORE.on(recording.keyList(), args));
        if (reply instanceof List<?> refusal) {
            throw NamedQueues.refused(runner, campaigns, refusal);
        }
        Created created = Created.valueOf((String) reply);
        if (created != Created.DIFFERENT) {
            campaigns.list(campaign.name());
        }
        return created;
    }

    @Override
    public boolean underWay(String campaign) {
        Keys keys = campaigns.keys(campaign);
        return "1".equals(runner.ask(redis -> redis.hget(keys.campaign(), RESTORING)))
                || runner.ask(redis -> redis.exists(keys.mending()));
    }

    @Override
    public long there(String campaign, String stage) {
        return Numbered.last(runner, campaigns.keys(campaign).counts(stage));
    }

    @Override
    public long put(String campaign, String stage, List<Task> tasks) {
        return new RestoredTasks(runner, campaigns.existing(campaign)).put(stage, tasks);
    }

    @Override
    public void past(String campaign, String stage, List<Ending> ended, Map<String, List<Attempt>> earlier) {
        Keys keys = campaigns.existing(campaign).keys();
        if (!underWay(campaign)) {
            throw new IllegalArgumentException("campaign '" + campaign + "' is not being restored");
        }
        Map<String, String> dead = new HashMap<>();
        Map<String, String> cancelled = new HashMap<>();
        Map<String, String> history = new HashMap<>();
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        for (Ending ending : ended) {
            (ending.state() == State.DEAD ? dead : cancelled)
                    .put(ending.message().id(), EndingCodec.encode(ending));
            outcomes.merge(ending.last().outcome(), 1L, Long::sum);
        }
        earlier.forEach((id, attempts) -> {
            history.put(id, attempts.stream().map(AttemptCodec::encode).collect(Collectors.joining(",")));
            attempts.forEach(attempt -> outcomes.merge(attempt.outcome(), 1L, Long::sum));
        });
        put(keys.dead(stage), dead);
        put(keys.cancelled(stage), cancelled);
        put(keys.history(stage), history);
        outcomes.forEach(
                (outcome, count) -> runner.ask(redis -> redis.hincrBy(keys.counts(stage), "out:" + outcome, count)));
    }

    private void put(String key, Map<String, String> fields) {
        if (!fields.isEmpty()) {
            runner.ask(redis -> redis.hset(key, fields));
        }
    }

    @Override
    public void end(String campaign) {
        runner.ask(redis -> redis.hdel(campaigns.keys(campaign).campaign(), RESTORING));
    }

    @Override
    public There look(Campaign campaign) {
        Keys keys = campaigns.keys(campaign);
        String digest = runner.ask(redis -> redis.hget(keys.campaign(), "digest"));
        if (digest != null && !digest.equals(campaign.digest())) {
            return There.ANOTHER;
        }
        if (runner.ask(redis -> redis.exists(keys.mending()))) {
            return There.PART;
        }
        if (runner.ask(redis -> redis.exists(keys.campaign()))) {
            boolean restoring = "1".equals(runner.ask(redis -> redis.hget(keys.campaign(), RESTORING)));
            return !whole(campaign) ? There.PART : restoring ? There.RESTORING : There.WHOLE;
        }
        String[] tasks = campaign.stages().stream()
                .flatMap(stage -> keys.ofTasks(stage.name()).stream())
                .toArray(String[]::new);
        return runner.ask(redis -> redis.exists(tasks)) > 0 ? There.PART : There.NOTHING;
    }

    private boolean whole(Campaign campaign) {
        try {
            return campaigns.find(campaign.name()).isPresent();
        } catch (LostCampaignException e) {
            return false;
        }
    }

    @Override
    public View.Overview remains(Campaign campaign) {
        return TallyReader.read(runner, new CampaignReader.Known(campaign, campaigns.keys(campaign)));
    }

    @Override
    public Mending mend(Campaign campaign) {
        return RedisMending.begin(runner, campaigns, campaign);
    }
}
