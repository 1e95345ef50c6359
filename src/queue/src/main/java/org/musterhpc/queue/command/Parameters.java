package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;

/** What a task's command may name, and what stands in its environment. */
public final class Parameters {
    private static final String PREFIX = "MUSTER_PARAM_";

    private Parameters() {}

    /**
     * {@code id}, {@code index} and {@code attempt}, the message's own parameters, and over them those of its ladder step;
     * a parameter of its own that has the name of one of the three hides it.
     *
     * @param attempt the number of this attempt, from 1
     */
    public static Map<String, JsonNode> of(Message message, Stage stage, int attempt) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        params.put("id", TextNode.valueOf(message.id()));
        params.put("index", LongNode.valueOf(message.n()));
        params.put("attempt", IntNode.valueOf(attempt));
        message.params().properties().forEach(entry -> params.put(entry.getKey(), entry.getValue()));
        int step = message.needs().paramStep();
        if (step >= 0 && step < stage.ladder().size()) {
            stage.ladder().get(step).properties().forEach(entry -> params.put(entry.getKey(), entry.getValue()));
        }
        return params;
    }

    /**
     * {@code MUSTER_PARAM_<NAME>} for each; of two names that become one variable, the later one's value stays.
     *
     * @throws FillException where a value cannot stand in an environment
     */
    public static Map<String, String> environment(Map<String, JsonNode> params) {
        Map<String, String> variables = new LinkedHashMap<>();
        params.forEach((name, value) -> variables.put(variable(name), ValueText.of(name, value)));
        return variables;
    }

    /**
     * {@code MUSTER_CAMPAIGN}, {@code MUSTER_STAGE}, {@code MUSTER_TASK_ID}, {@code MUSTER_ATTEMPT} and
     * {@code MUSTER_DEADLINE} (epoch seconds).
     */
    public static Map<String, String> environment(String campaign, Lease lease) {
        Instant deadline = lease.claimed().plus(lease.walltime());
        return Map.of(
                "MUSTER_CAMPAIGN", campaign,
                "MUSTER_STAGE", lease.stage(),
                "MUSTER_TASK_ID", lease.id(),
                "MUSTER_ATTEMPT", Integer.toString(lease.attempt()),
                "MUSTER_DEADLINE", Long.toString(deadline.getEpochSecond()));
    }

    /** The variable in which a parameter stands: its name in capitals, what is no letter or digit as {@code _}. */
    public static String variable(String name) {
        return PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
