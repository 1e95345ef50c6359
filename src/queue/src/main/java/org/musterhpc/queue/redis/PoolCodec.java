package org.musterhpc.queue.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Pool.Demand;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.model.NameForm;

/** What stands in a pool's keys, as JSON. What somebody else wrote there is nothing. */
final class PoolCodec {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    /** A name of ours is far shorter; of one in a list there are as many as slots. */
    private static final int MOST = 200;

    private PoolCodec() {}

    static String member(Member member) {
        ObjectNode json = JSON.createObjectNode();
        json.put("host", member.site().host());
        json.put("pid", member.site().pid());
        json.put("allocation", member.site().allocation());
        json.put("version", member.site().version());
        Instant ends = member.site().ends();
        if (ends != null) {
            json.put("ends", ends.toEpochMilli());
        }
        json.put("slots", member.slots());
        json.put("running", member.running());
        ArrayNode campaigns = json.putArray("campaigns");
        member.campaigns().stream().limit(MOST).forEach(campaigns::add);
        json.put("problem", member.problem());
        json.put("seen", member.seen().toEpochMilli());
        json.put("lease", member.lease().toMillis());
        return json.toString();
    }

    static Optional<Member> member(String name, String text) {
        JsonNode json = object(text);
        if (json == null
                || !name.matches("\\S{1,500}")
                || !json.path("seen").isIntegralNumber()
                || !json.path("seen").canConvertToLong()) {
            return Optional.empty();
        }
        List<String> campaigns = new ArrayList<>();
        json.path("campaigns").forEach(campaign -> campaigns.add(campaign.asText()));
        return Optional.of(new Member(
                name,
                new Member.Site(
                        json.path("host").asText(),
                        json.path("pid").asLong(),
                        json.path("allocation").asText(),
                        json.path("version").asText(),
                        json.path("ends").canConvertToLong()
                                ? Instant.ofEpochMilli(within(json.path("ends").asLong()))
                                : null),
                Math.max(0, json.path("slots").asInt()),
                Math.max(0, json.path("running").asInt()),
                campaigns,
                json.path("problem").asText(),
                Instant.ofEpochMilli(within(json.path("seen").asLong())),
                Duration.ofMillis(within(json.path("lease").asLong()))));
    }

    /** A number of milliseconds with which can be reckoned. */
    private static long within(long millis) {
        return Math.max(0, Math.min(millis, 1L << 45));
    }

    static String demand(List<Demand> demand) {
        ArrayNode all = JSON.createArrayNode();
        for (Demand one : demand) {
            all.addObject()
                    .put("campaign", one.campaign())
                    .put("priority", one.priority())
                    .put("cpus", one.cpus())
                    .put("widest", one.widest())
                    .put("working", one.working());
        }
        return all.toString();
    }

    static List<Demand> demand(@Nullable String text) {
        JsonNode json = text == null ? null : parsed(text);
        List<Demand> all = new ArrayList<>();
        if (json != null && json.isArray()) {
            for (JsonNode one : json) {
                if (NameForm.fits(one.path("campaign").asText())) {
                    all.add(new Demand(
                            one.path("campaign").asText(),
                            one.path("priority").asInt(),
                            Math.max(0, one.path("cpus").asLong()),
                            Math.max(1, one.path("widest").asInt()),
                            Math.max(0, one.path("working").asLong())));
                }
            }
        }
        return List.copyOf(all);
    }

    private static @Nullable JsonNode object(String text) {
        JsonNode json = parsed(text);
        return json != null && json.isObject() ? json : null;
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
