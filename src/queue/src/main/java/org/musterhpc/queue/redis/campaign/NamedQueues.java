package org.musterhpc.queue.redis.campaign;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.QueueNameException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Queues under names that are given them: whether they can have them, and what scripts are told of them. */
public final class NamedQueues {
    private static final String OTHERS =
            "give another name in redis.processing_queue, working_queue or completed_queue";

    private NamedQueues() {}

    /** Of each the queue, and beside it the mark that says whose it is. */
    public static List<String> keyList(Keys keys) {
        List<String> list = new ArrayList<>();
        for (String name : keys.names().all()) {
            list.add(name);
            list.add(Keys.mark(name));
        }
        return list;
    }

    /** Whose they are, and the kind of each; empty where there are none. */
    static String words(Keys keys) {
        QueueNames names = keys.names();
        if (!names.any()) {
            return "";
        }
        return own(keys)
                + (names.processing() == null ? "" : " list")
                + (names.working() == null ? "" : " hash")
                + (names.completed() == null ? "" : " list");
    }

    /** What a mark says: also while the campaign is put together aside. */
    private static String own(Keys keys) {
        return new Keys(keys.prefix(), keys.campaignName()).campaign();
    }

    /** @throws QueueNameException where a name cannot be that of a queue of this campaign */
    public static void check(ScriptRunner runner, Keys keys, Campaign campaign) {
        List<String> names = campaign.queues().all();
        if (names.isEmpty()) {
            return;
        }
        if (campaign.stages().size() > 1) {
            throw new QueueNameException(
                    "redis.processing_queue, working_queue and completed_queue are names for campaigns of one stage, and "
                            + campaign.name() + " has " + campaign.stages().size(),
                    "take them out of the config for it");
        }
        for (String name : names) {
            String wrong = QueueNames.wrong(name, keys.prefix());
            if (wrong != null) {
                throw new QueueNameException("a queue cannot be called '" + printable(name) + "': " + wrong, OTHERS);
            }
            if (names.indexOf(name) != names.lastIndexOf(name)) {
                throw new QueueNameException("two queues cannot have one name: " + name, OTHERS);
            }
            if (runner.cluster() && JedisClusterCRC16.getSlot(name) != JedisClusterCRC16.getSlot(keys.campaign())) {
                throw new QueueNameException(
                        "in a Redis Cluster, the queue " + name + " is in another slot than all else of campaign "
                                + campaign.name(),
                        "write " + QueueNames.CAMPAIGN + " into the name, such as " + name.replaceAll("[{}]", "") + ":"
                                + QueueNames.CAMPAIGN + ": the campaign's own name stands there then");
            }
        }
    }

    private static String printable(String name) {
        String some = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        return some.replaceAll("\\p{Cntrl}", "?");
    }

    /** What a script answered that could not give them. */
    public static QueueNameException refused(ScriptRunner runner, CampaignReader campaigns, List<?> reply) {
        String queue = (String) reply.get(1);
        String owner = (String) reply.get(2);
        return switch ((String) reply.get(0)) {
            case "TAKEN" -> taken(runner, campaigns, queue, owner);
            case "KIND" ->
                new QueueNameException(
                        "the key " + queue + " is there already, and is no " + owner,
                        "remove it, if nobody needs it (redis-cli DEL " + queue + "), or " + OTHERS);
            default ->
                new QueueNameException(
                        "the key " + queue + " is there already, and what is in it is no campaign's",
                        "remove it, if nobody needs it (redis-cli DEL " + queue + "), or " + OTHERS);
        };
    }

    private static QueueNameException taken(ScriptRunner runner, CampaignReader campaigns, String queue, String owner) {
        String start = campaigns.prefix() + "{";
        String end = "}:campaign";
        if (!owner.startsWith(start) || !owner.endsWith(end)) {
            return new QueueNameException(
                    "the queue " + queue + " belongs to " + printable(owner) + ", a campaign under another prefix",
                    OTHERS);
        }
        String name = owner.substring(start.length(), owner.length() - end.length());
        Keys keys = campaigns.keys(name);
        boolean there = runner.ask(redis -> redis.exists(keys.campaign(), keys.mending())) > 0;
        return new QueueNameException(
                "the queue " + queue + " belongs to campaign " + name + (there ? "" : ", which is not there any more"),
                there
                        ? "when that has ended, remove it: muster purge " + name + "; or " + OTHERS
                        : "remove what is left of it, where it was submitted: muster purge " + name
                                + "; or by hand: redis-cli DEL " + queue + " " + Keys.mark(queue) + "; or " + OTHERS);
    }
}
