package org.musterhpc.queue.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Growth;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.StageCodec;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;

/** Lets campaigns grow. */
final class RedisGrowth implements Growth {
    private static final String GONE = "GONE";
    private static final int PAGE = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ScriptRunner runner;
    private final CampaignReader campaigns;

    RedisGrowth(ScriptRunner runner, CampaignReader campaigns) {
        this.runner = runner;
        this.campaigns = campaigns;
    }

    @Override
    public Unsealed unseal(String campaign, List<String> stages, boolean ended) {
        CampaignReader.Known known = campaigns.changeable(campaign);
        Keys keys = known.keys();
        List<String> keyList = new ArrayList<>(List.of(keys.campaign()));
        List<String> args = new ArrayList<>(List.of(runner.time(), ended ? "ended" : "moving"));
        for (Stage stage : known.campaign().stages()) {
            String name = stage.name();
            keyList.addAll(List.of(keys.proc(name), keys.delayed(name), keys.working(name), keys.counts(name)));
            args.addAll(
                    List.of(name, stages.contains(name) ? "more" : waitsForWhole(stage, stages) ? "whole" : "none"));
        }
        List<?> reply = (List<?>) runner.run(Script.UNSEAL.on(keyList, args));
        String word = (String) reply.get(0);
        if (word.equals(GONE)) {
            throw LostCampaignException.gone(campaign);
        }
        return new Unsealed(Found.valueOf(word), (String) reply.get(1));
    }

    private static boolean waitsForWhole(Stage stage, List<String> stages) {
        Stage.After after = stage.after();
        return after != null && after.all() && stages.contains(after.stages().get(0));
    }

    @Override
    public boolean change(Campaign before, Campaign after) {
        Keys keys = campaigns.changeable(before.name()).keys();
        List<String> keyList = new ArrayList<>(List.of(keys.campaign(), keys.events(), keys.editions()));
        List<String> definitions = new ArrayList<>();
        ObjectNode former = JsonNodeFactory.instance.objectNode();
        for (Stage stage : before.stages()) {
            String is = StageCodec.encode(after.stage(stage.name()));
            String was = StageCodec.encode(stage);
            if (!is.equals(was)) {
                former.put(stage.name(), was);
            }
            keyList.add(keys.def(stage.name()));
            definitions.add(is);
        }
        List<String> args = new ArrayList<>(List.of(
                runner.time(),
                Long.toString(before.created().toEpochMilli()),
                Integer.toString(before.edition().number()),
                after.edition().file(),
                after.signature(),
                former.toString()));
        args.addAll(definitions);
        String word = (String) runner.run(Script.CHANGE.on(keyList, args));
        if (word.equals(GONE)) {
            throw LostCampaignException.gone(before.name());
        }
        if (word.equals("RESTORING")) {
            throw new IllegalArgumentException("campaign '" + before.name() + "' is being restored");
        }
        boolean taken = word.equals("OK");
        if (taken) {
            Bell.ring(runner, keys, 1); // more may be under way than before, and whoever waits for that does not know
        }
        return taken;
    }

    @Override
    public Campaign edition(Campaign now, int number) {
        Keys keys = campaigns.keys(now.name());
        Map<String, Stage> then = new LinkedHashMap<>();
        now.stages().forEach(stage -> then.put(stage.name(), stage));
        for (int edition = now.edition().number() - 1; edition >= Math.max(1, number); edition--) {
            String text = Scan.field(runner, keys.editions(), Integer.toString(edition));
            if (text != null) {
                then.putAll(former(text));
            }
        }
        return now.changed(List.copyOf(then.values()), now.edition().file());
    }

    /** Nothing of what somebody else wrote there. */
    private static Map<String, Stage> former(String text) {
        Map<String, Stage> stages = new LinkedHashMap<>();
        try {
            JSON.readTree(text)
                    .properties()
                    .forEach(entry -> stages.put(
                            entry.getKey(), StageCodec.decode(entry.getValue().asText())));
        } catch (JsonProcessingException | IllegalArgumentException | ClassCastException e) {
            return Map.of();
        }
        return stages;
    }

    @Override
    public List<String> released(String campaign, String stage, Collection<String> groups) {
        String blocked = campaigns.keys(campaign).blocked(stage);
        List<String> all = List.copyOf(groups);
        List<String> released = new ArrayList<>();
        for (int from = 0; from < all.size(); from += PAGE) {
            List<String> some = all.subList(from, Math.min(from + PAGE, all.size()));
            released.addAll(runner.ask(redis -> without(redis, blocked, some)));
        }
        return released;
    }

    private static List<String> without(UnifiedJedis redis, String hash, List<String> fields) {
        List<Response<Boolean>> there = new ArrayList<>();
        try (AbstractPipeline pipe = redis.pipelined()) {
            fields.forEach(field -> there.add(pipe.hexists(hash, field)));
        }
        List<String> without = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!there.get(i).get()) {
                without.add(fields.get(i));
            }
        }
        return without;
    }

    @Override
    public boolean close(String campaign) {
        Keys keys = campaigns.changeable(campaign).keys();
        Object word = runner.run(Script.CLOSE.on(List.of(keys.campaign(), keys.events()), List.of(runner.time())));
        if (GONE.equals(word)) {
            throw LostCampaignException.gone(campaign);
        }
        return "OK".equals(word);
    }
}
