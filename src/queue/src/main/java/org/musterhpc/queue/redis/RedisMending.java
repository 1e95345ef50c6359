package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.Recovery.Remains;
import org.musterhpc.queue.Recovery.Task;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.NamedQueues;
import org.musterhpc.queue.redis.campaign.Recording;
import org.musterhpc.queue.redis.campaign.Seal;
import org.musterhpc.queue.redis.read.RemainsReader;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/**
 * Puts a campaign together aside, from what is there. Its own hash is taken away first, so that every script finds the
 * campaign gone and nothing moves. What has ended stays where it is; all else is built anew, and takes its place at one
 * moment.
 */
final class RedisMending implements Recovery.Mending {
    private final ScriptRunner runner;
    private final CampaignReader campaigns;
    private final CampaignReader.Known there;
    private final CampaignReader.Known aside;
    private final RestoredTasks tasks;
    private final Map<String, BitSet> ended = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();

    private RedisMending(
            ScriptRunner runner, CampaignReader campaigns, CampaignReader.Known there, CampaignReader.Known aside) {
        this.runner = runner;
        this.campaigns = campaigns;
        this.there = there;
        this.aside = aside;
        this.tasks = new RestoredTasks(runner, aside);
    }

    static RedisMending begin(ScriptRunner runner, CampaignReader campaigns, Campaign campaign) {
        Keys keys = campaigns.keys(campaign);
        Keys aside = keys.aside();
        List<String> keyList = new ArrayList<>(List.of(keys.campaign(), keys.mending(), aside.campaign()));
        campaign.stages().forEach(stage -> keyList.addAll(aside.built(stage.name())));
        Object word = runner.run(Script.BEGIN_MENDING.on(keyList, List.of(runner.time(), campaign.digest())));
        if (!"OK".equals(word)) {
            throw new IllegalArgumentException("another campaign '" + campaign.name() + "' is there");
        }
        Recording recording = new Recording(aside, campaign);
        String first = Long.toString(campaign.created().toEpochMilli());
        List<String> args = new ArrayList<>(List.of(runner.time(), campaign.digest(), first));
        args.addAll(recording.arguments());
        if (runner.run(Script.BEGIN_RESTORE.on(recording.keyList(), args)) instanceof List<?> refusal) {
            throw NamedQueues.refused(runner, campaigns, refusal);
        }
        return new RedisMending(
                runner, campaigns, new CampaignReader.Known(campaign, keys), new CampaignReader.Known(campaign, aside));
    }

    @Override
    public Remains gather(String stage) {
        RemainsReader reader = new RemainsReader(
                runner, there.keys(), aside.keys(), stage, there.campaign().brought(stage));
        Remains remains = reader.read();
        ended.put(stage, remains.ended());
        return remains;
    }

    @Override
    public void put(String stage, List<Task> some) {
        last.put(stage, tasks.put(stage, some));
    }

    @Override
    public void seal(String stage) {
        // Numbers that the manifest does not have, whoever gave them: they have ended and are counted all the same.
        int manifest = Math.toIntExact(last.getOrDefault(stage, 0L));
        BitSet beyond = ended.getOrDefault(stage, new BitSet());
        beyond.clear(0, manifest + 1);
        if (!beyond.isEmpty()) {
            runner.ask(redis -> redis.hincrBy(aside.keys().counts(stage), "pushed", beyond.cardinality()));
        }
        // Of results' tasks it is sealed once no more can come, of an open campaign once that is closed.
        if (!there.campaign().open() && !there.campaign().brought(stage)) {
            new Seal(runner, aside).put(stage);
        }
    }

    @Override
    public void end() {
        Keys keys = there.keys();
        Keys made = aside.keys();
        List<String> keyList = new ArrayList<>(List.of(keys.campaign(), keys.mending(), made.campaign()));
        List<String> without = new ArrayList<>();
        for (Stage stage : there.campaign().stages()) {
            String name = stage.name();
            for (int i = 0; i < made.built(name).size(); i++) {
                keyList.add(made.built(name).get(i));
                keyList.add(keys.built(name).get(i));
            }
            without.addAll(List.of(keys.working(name), keys.expiry(name), keys.delayed(name), keys.doubles(name)));
        }
        // Each agent finds that it has no lease, and asks for those on its tasks.
        without.add(keys.beats());
        int pairs = (keyList.size() - 3) / 2;
        keyList.addAll(without);
        Object word = runner.run(Script.END_MENDING.on(keyList, List.of(runner.time(), Integer.toString(pairs))));
        if (!"OK".equals(word)) {
            throw LostCampaignException.gone(there.campaign().name());
        }
        campaigns.list(there.campaign().name());
    }
}
