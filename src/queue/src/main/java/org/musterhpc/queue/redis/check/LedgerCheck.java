package org.musterhpc.queue.redis.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.queue.Flaw.Kind;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.redis.campaign.AgentRegistry;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.read.ArrayReader;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Compares a campaign's arrays, clusters and agents, and whether the campaign is listed. */
record LedgerCheck(ScriptRunner runner, CampaignReader.Known known) {
    private static final Pattern JOB = Pattern.compile("^\\d+");

    void look(BiConsumer<Kind, String> sink) {
        Keys keys = known.keys();
        String name = known.campaign().name();
        if (runner.find(redis -> redis.zscore(Keys.campaigns(keys.prefix()), name)) == null) {
            sink.accept(Kind.UNLISTED, name);
        }
        Map<String, String> goal = runner.find(redis -> redis.hgetAll(keys.goals()));
        if (goal == null) {
            sink.accept(Kind.WRONG_TYPE, keys.goals());
        }
        Set<String> goals = goal == null ? Set.of() : goal.keySet();
        List<ArrayRecord> arrays = ArrayReader.all(runner, keys);
        arrays.stream()
                .filter(ArrayRecord::live)
                .map(ArrayRecord::cluster)
                .filter(cluster -> !goals.contains(cluster))
                .forEach(cluster -> sink.accept(Kind.NO_GOAL, cluster));
        for (AgentRegistry.Entry agent : new AgentRegistry(runner, known).all()) {
            boolean ours = goals.contains(agent.info().cluster());
            String job = number(agent.info().allocation());
            if (ours
                    && !job.isEmpty()
                    && arrays.stream().noneMatch(array -> number(array.job()).equals(job))) {
                sink.accept(Kind.NO_ARRAY, agent.info().name());
            }
        }
    }

    private static String number(String job) {
        Matcher number = JOB.matcher(job);
        return number.find() ? number.group() : "";
    }
}
