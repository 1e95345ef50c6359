package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.Intake.Created;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.NamedQueues;
import org.musterhpc.queue.redis.campaign.Numbered;
import org.musterhpc.queue.redis.campaign.Recording;
import org.musterhpc.queue.redis.read.TallyReader;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.Wire;

/** Puts a campaign back in. */
final class RedisRecovery implements Recovery {
    private static final String RESTORING = "restoring";

    private final Wire wire;
    private final CampaignReader campaigns;

    RedisRecovery(Wire wire, CampaignReader campaigns) {
        this.wire = wire;
        this.campaigns = campaigns;
    }

    @Override
    public Created begin(Campaign campaign) {
        Keys keys = campaigns.keys(campaign);
        NamedQueues.check(wire, keys, campaign);
        Recording recording = new Recording(keys, campaign);
        String first = Long.toString(campaign.created().toEpochMilli());
        List<String> args = new ArrayList<>(List.of(wire.time(), campaign.digest(), first));
        args.addAll(recording.arguments());
        Object reply = wire.run(Script.BEGIN_RESTORE.on(recording.keyList(), args));
        if (reply instanceof List<?> refusal) {
            throw NamedQueues.refused(wire, campaigns, refusal);
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
        return "1".equals(wire.ask(redis -> redis.hget(keys.campaign(), RESTORING)))
                || wire.ask(redis -> redis.exists(keys.mending()));
    }

    @Override
    public long there(String campaign, String stage) {
        return Numbered.last(wire, campaigns.keys(campaign).counts(stage));
    }

    @Override
    public long put(String campaign, String stage, List<Task> tasks) {
        return new RestoredTasks(wire, campaigns.existing(campaign)).put(stage, tasks);
    }

    @Override
    public void end(String campaign) {
        wire.ask(redis -> redis.hdel(campaigns.keys(campaign).campaign(), RESTORING));
    }

    @Override
    public There look(Campaign campaign) {
        Keys keys = campaigns.keys(campaign);
        String digest = wire.ask(redis -> redis.hget(keys.campaign(), "digest"));
        if (digest != null && !digest.equals(campaign.digest())) {
            return There.ANOTHER;
        }
        if (wire.ask(redis -> redis.exists(keys.mending()))) {
            return There.PART;
        }
        if (wire.ask(redis -> redis.exists(keys.campaign()))) {
            boolean restoring = "1".equals(wire.ask(redis -> redis.hget(keys.campaign(), RESTORING)));
            return !whole(campaign) ? There.PART : restoring ? There.RESTORING : There.WHOLE;
        }
        String[] tasks = campaign.stages().stream()
                .flatMap(stage -> keys.ofTasks(stage.name()).stream())
                .toArray(String[]::new);
        return wire.ask(redis -> redis.exists(tasks)) > 0 ? There.PART : There.NOTHING;
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
        return TallyReader.read(wire, new CampaignReader.Known(campaign, campaigns.keys(campaign)));
    }

    @Override
    public Mending mend(Campaign campaign) {
        return RedisMending.begin(wire, campaigns, campaign);
    }
}
