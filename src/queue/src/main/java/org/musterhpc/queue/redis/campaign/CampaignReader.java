package org.musterhpc.queue.redis.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.OnEnd;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.StageCodec;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Reads campaigns and their stages as they were recorded. */
public final class CampaignReader {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final List<String> ESSENTIAL = List.of("digest", "created", "stages");

    private final ScriptRunner runner;
    private final String prefix;

    public CampaignReader(ScriptRunner runner, String prefix) {
        this.runner = runner;
        this.prefix = prefix;
    }

    /** A campaign beside its keys; whoever works on it for long takes its later editions. */
    public static final class Known {
        private final Keys keys;
        private volatile Campaign campaign;

        public Known(Campaign campaign, Keys keys) {
            this.campaign = campaign;
            this.keys = keys;
        }

        public Campaign campaign() {
            return campaign;
        }

        public Keys keys() {
            return keys;
        }

        /** As it is there now. */
        public Campaign now(ScriptRunner runner) {
            return new CampaignReader(runner, keys.prefix())
                    .existing(campaign.name())
                    .campaign();
        }

        public void take(Campaign changed) {
            campaign = changed;
        }

        /** In milliseconds; by this a campaign is told from an older one of its name. */
        public String created() {
            return Long.toString(campaign.created().toEpochMilli());
        }
    }

    public String prefix() {
        return prefix;
    }

    /** Those that all campaigns have: without queues under names of their own. */
    public Keys keys(String campaign) {
        return new Keys(prefix, campaign);
    }

    public Keys keys(Campaign campaign) {
        return keys(campaign.name()).named(campaign.queues());
    }

    /** One that was read before. */
    public Known known(Campaign campaign) {
        return new Known(campaign, keys(campaign));
    }

    /** Puts it into the list of names. That lives in another slot, so it cannot be part of a script; said again on every submit. */
    public void list(String campaign) {
        runner.ask(redis -> {
            String at = redis.hget(keys(campaign).campaign(), "created");
            double created = at != null && at.matches("\\d{1,16}") ? Double.parseDouble(at) : 0;
            return redis.zadd(Keys.campaigns(prefix), created, campaign);
        });
    }

    /** @throws LostCampaignException where it is not there, or not whole */
    public Known existing(String name) {
        return find(name).orElseThrow(() -> LostCampaignException.gone(name));
    }

    /**
     * For whoever changes it.
     *
     * @throws LostCampaignException where it is not there, or not whole
     * @throws DamagedException where it is there to be looked at only
     */
    public Known changeable(String name) {
        Known known = existing(name);
        if (known.campaign().isImported()) {
            throw new DamagedException(
                    "campaign '" + name + "' was imported: it can be looked at, and nothing of it is run or changed",
                    "to remove it: muster purge " + name,
                    null);
        }
        return known;
    }

    /**
     * Empty where there is none.
     *
     * @throws LostCampaignException where a part of it is missing without which nothing can be said of it
     * @throws DamagedException where a part of it cannot be read, or it is of another version of the protocol
     */
    public Optional<Known> find(String name) {
        Keys keys = keys(name);
        Map<String, String> fields = new HashMap<>();
        Scan.hash(runner, keys.campaign(), fields::put);
        if (fields.isEmpty()) {
            if (runner.ask(redis -> redis.hget(keys.mending(), "digest")) != null) {
                throw LostCampaignException.partly(name, "a restore of it is under way, or was interrupted");
            }
            return Optional.empty();
        }
        List<String> lacks =
                ESSENTIAL.stream().filter(field -> !fields.containsKey(field)).toList();
        if (!lacks.isEmpty()) {
            throw LostCampaignException.partly(name, keys.campaign() + " has no " + String.join(", no ", lacks));
        }
        String version = fields.getOrDefault(Recording.VERSION, "1");
        if (!version.equals(Recording.SPOKEN)) {
            throw new DamagedException(
                    "campaign '" + name + "' speaks protocol " + version.substring(0, Math.min(9, version.length()))
                            + ", and this program speaks " + Recording.SPOKEN + ": nothing was touched",
                    "the version of Muster that made it can go on with it; to remove it: muster purge " + name,
                    null);
        }
        List<String> names = stageNames(name, fields.getOrDefault("stages", "[]"));
        List<Stage> stages = new ArrayList<>();
        if (!names.isEmpty()) {
            List<String> defs = names.stream().map(keys::def).toList();
            List<String> texts = Scan.texts(runner, defs);
            for (int i = 0; i < texts.size(); i++) {
                if (texts.get(i).isEmpty()) {
                    if (runner.ask(redis -> redis.hget(keys.campaign(), "digest")) == null) {
                        return Optional.empty(); // removed between the two questions
                    }
                    throw LostCampaignException.partly(name, "the key " + defs.get(i) + " is gone");
                }
                stages.add(stage(name, names.get(i), texts.get(i)));
            }
        }
        String at = fields.getOrDefault("created", "0");
        Instant created = Instant.ofEpochMilli(at.matches("\\d{1,16}") ? Long.parseLong(at) : 0);
        Campaign campaign = new Campaign(
                name,
                fields.getOrDefault("digest", ""),
                fields.getOrDefault("owner", ""),
                created,
                stages,
                Recording.ACCEPT.equals(fields.get(Recording.FOREIGN)),
                fields.getOrDefault(Recording.SIGNATURE, ""),
                "1".equals(fields.get(Recording.OPEN)),
                edition(fields),
                OnEnd.decode(fields.get(Recording.ON_END)),
                stages.size() == 1 ? QueueNames.decode(fields.get(Recording.QUEUES)) : QueueNames.USUAL);
        return Optional.of(new Known(campaign, keys(campaign)));
    }

    private static Campaign.Edition edition(Map<String, String> fields) {
        String number = fields.getOrDefault(Recording.EDITION, "1");
        return new Campaign.Edition(
                number.matches("[1-9]\\d{0,8}") ? Integer.parseInt(number) : 1,
                fields.getOrDefault(Recording.FILE, ""));
    }

    private static Stage stage(String campaign, String name, String text) {
        try {
            Stage stage = StageCodec.decode(text);
            if (stage.name().equals(name)) {
                return stage;
            }
        } catch (IllegalArgumentException | ClassCastException e) {
            throw damaged(campaign, "the definition of stage " + name, e);
        }
        throw damaged(campaign, "the definition of stage " + name, null);
    }

    private static DamagedException damaged(String campaign, String what, @Nullable Throwable cause) {
        return new DamagedException(
                "campaign '" + campaign + "' is damaged: " + what + " cannot be read",
                "somebody else wrote there: muster restore " + campaign + " builds it anew",
                cause);
    }

    private static List<String> stageNames(String campaign, String array) {
        try {
            List<String> names = new ArrayList<>();
            for (JsonNode name : JSON.readTree(array)) {
                names.add(name.asText());
            }
            return names;
        } catch (JsonProcessingException e) {
            throw damaged(campaign, "its list of stages", e);
        }
    }
}
