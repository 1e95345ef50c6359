package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;

/** What a task's command may name, and what stands in its environment. */
public final class Parameters {
    private static final String PREFIX = "MUSTER_PARAM_";

    /** Bytes that Linux takes in one argument or variable, the NUL at its end not counted. */
    public static final int LONGEST_ARGUMENT = (128 << 10) - 1;

    /** Bytes that these variables may have together, of the 2 MiB that there are for all that a program is given. */
    private static final int LONGEST_TOGETHER = 1 << 20;

    private Parameters() {}

    /**
     * {@link TaskNames What every task has}, over it the message's own parameters, and over them those of its ladder step.
     *
     * @param campaign the campaign's name
     * @param attempt the number of this attempt, from 1
     */
    public static Map<String, JsonNode> of(String campaign, Message message, Stage stage, int attempt) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        TaskNames.put(params, campaign, message, stage, attempt);
        own(message, stage, params::put);
        return params;
    }

    /** The message's own parameters, and over them those of its ladder step: what is told twice counts as it is told last. */
    public static void own(Message message, Stage stage, BiConsumer<String, JsonNode> sink) {
        message.params().properties().forEach(entry -> sink.accept(entry.getKey(), entry.getValue()));
        int step = message.needs().paramStep();
        if (step >= 0 && step < stage.ladder().size()) {
            stage.ladder().get(step).properties().forEach(entry -> sink.accept(entry.getKey(), entry.getValue()));
        }
    }

    /**
     * {@code MUSTER_PARAM_<NAME>} for each; of two names that become one variable, the later one's value stays. What is too
     * long for a variable, or comes when all are, is left out: no program could be started with it.
     *
     * @throws FillException where a value cannot stand in an environment
     */
    public static Map<String, String> environment(Map<String, JsonNode> params) {
        Map<String, String> variables = variables(params);
        tooLong(variables).forEach(variables::remove);
        return variables;
    }

    /**
     * The variables that a task with these parameters does not get, as they are too long.
     *
     * @throws FillException where a value cannot stand in an environment
     */
    public static List<String> leftOut(Map<String, JsonNode> params) {
        return tooLong(variables(params));
    }

    private static Map<String, String> variables(Map<String, JsonNode> params) {
        Map<String, String> variables = new LinkedHashMap<>();
        params.forEach((name, value) -> {
            if (!Items.are(value)) { // they have a file
                variables.put(variable(name), ValueText.of(name, value));
            }
        });
        return variables;
    }

    private static List<String> tooLong(Map<String, String> variables) {
        List<String> out = new ArrayList<>();
        long together = 0;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            long length = variable.getKey().length() + 1L + length(variable.getValue());
            if (length > LONGEST_ARGUMENT || together + length > LONGEST_TOGETHER) {
                out.add(variable.getKey());
            } else {
                together += length;
            }
        }
        return out;
    }

    private static int length(String value) {
        return value.length() <= LONGEST_ARGUMENT / 4 ? value.length() : ByteText.bytes(value).length;
    }

    /**
     * {@code MUSTER_CAMPAIGN}, {@code MUSTER_STAGE}, {@code MUSTER_TASK_ID}, {@code MUSTER_ATTEMPT} and
     * {@code MUSTER_DEADLINE} (epoch seconds).
     */
    public static Map<String, String> environment(String campaign, Lease lease) {
        Instant deadline = lease.claimed().plus(lease.walltime());
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("MUSTER_CAMPAIGN", campaign);
        variables.put("MUSTER_STAGE", lease.stage());
        variables.put("MUSTER_TASK_ID", lease.id());
        variables.put("MUSTER_ATTEMPT", Integer.toString(lease.attempt()));
        if (lease.second()) {
            variables.put("MUSTER_SECOND", "1");
        }
        variables.put("MUSTER_DEADLINE", Long.toString(deadline.getEpochSecond()));
        tooLong(variables).forEach(variables::remove);
        return variables;
    }

    /** The variable in which a parameter stands: its name in capitals, what is no letter or digit as {@code _}. */
    public static String variable(String name) {
        return PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
