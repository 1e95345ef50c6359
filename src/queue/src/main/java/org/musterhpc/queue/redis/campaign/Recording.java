package org.musterhpc.queue.redis.campaign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.OnEnd;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.StageCodec;

/** A campaign as the scripts that record a new one take it. */
public record Recording(Keys keys, Campaign campaign) {
    static final String FOREIGN = "foreign";
    static final String ACCEPT = "accept";
    static final String SIGNATURE = "sig";
    static final String ON_END = "on_end";
    public static final String OPEN = "open";
    static final String EDITION = "edition";
    static final String FILE = "file";
    public static final String QUEUES = "queues";
    static final String VERSION = "v";
    /** Of the protocol: what stands in Redis, and what the scripts make of it. */
    static final String SPOKEN = "2";

    public List<String> keyList() {
        List<String> list = new ArrayList<>(List.of(keys.campaign()));
        for (Stage stage : campaign.stages()) {
            list.add(keys.def(stage.name()));
        }
        list.addAll(NamedQueues.keyList(keys));
        return list;
    }

    /** What is to be taken of queues under names of their own, the number of fields, the fields with their values, and a definition a stage. */
    public List<String> arguments() {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        campaign.stages().forEach(stage -> names.add(stage.name()));
        List<String> fields = new ArrayList<>(List.of(
                "name", campaign.name(), "owner", campaign.owner(), "stages", names.toString(), VERSION, SPOKEN));
        if (campaign.acceptsForeign()) {
            fields.addAll(List.of(FOREIGN, ACCEPT));
        }
        OnEnd onEnd = campaign.onEnd();
        if (onEnd != null) {
            fields.addAll(List.of(ON_END, onEnd.encode()));
        }
        if (campaign.queues().any()) {
            fields.addAll(List.of(QUEUES, campaign.queues().encode()));
        }
        if (campaign.open()) {
            fields.addAll(List.of(OPEN, "1"));
        }
        if (campaign.edition().number() > 1) {
            fields.addAll(List.of(EDITION, Integer.toString(campaign.edition().number()), FILE, campaign.file()));
        }
        if (!campaign.signature().isEmpty()) {
            fields.addAll(List.of(SIGNATURE, campaign.signature()));
        }
        List<String> arguments = new ArrayList<>(List.of(NamedQueues.words(keys), Integer.toString(fields.size() / 2)));
        arguments.addAll(fields);
        campaign.stages().stream().map(StageCodec::encode).forEach(arguments::add);
        return arguments;
    }
}
