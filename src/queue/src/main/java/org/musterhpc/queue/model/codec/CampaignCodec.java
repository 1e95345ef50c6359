package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.OnEnd;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.Stage;

/** A campaign with its stages as one line of JSON, for {@code campaign.json} beside a manifest. */
public final class CampaignCodec {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CampaignCodec() {}

    public static String encode(Campaign campaign) {
        ObjectNode json = JSON.createObjectNode()
                .put("name", campaign.name())
                .put("digest", campaign.digest())
                .put("owner", campaign.owner())
                .put("created_ms", campaign.created().toEpochMilli())
                .put("accepts_foreign", campaign.acceptsForeign())
                .put("signature", campaign.signature());
        if (campaign.open()) {
            json.put("open", true);
        }
        if (campaign.edition().number() > 1) {
            json.put("edition", campaign.edition().number())
                    .put("file", campaign.edition().file());
        }
        OnEnd onEnd = campaign.onEnd();
        if (onEnd != null) {
            json.put("on_end", onEnd.encode());
        }
        if (campaign.queues().any()) {
            json.put("queues", campaign.queues().encode());
        }
        try {
            for (Stage stage : campaign.stages()) {
                json.withArray("stages").add(JSON.readTree(StageCodec.encode(stage)));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // our own codec wrote it
        }
        return json.toString();
    }

    /**
     * @throws IllegalArgumentException where it is not a campaign
     */
    public static Campaign decode(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.path("name").isTextual() || !json.path("digest").isTextual()) {
                throw new IllegalArgumentException("it has no name or no digest");
            }
            List<Stage> stages = new ArrayList<>();
            for (JsonNode stage : json.path("stages")) {
                stages.add(StageCodec.decode(stage.toString()));
            }
            return new Campaign(
                    json.path("name").asText(),
                    json.path("digest").asText(),
                    json.path("owner").asText(),
                    Instant.ofEpochMilli(json.path("created_ms").asLong()),
                    stages,
                    json.path("accepts_foreign").asBoolean(),
                    json.path("signature").asText(),
                    json.path("open").asBoolean(),
                    new Campaign.Edition(
                            json.path("edition").asInt(1), json.path("file").asText()),
                    OnEnd.decode(json.path("on_end").asText()),
                    QueueNames.decode(json.path("queues").asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
