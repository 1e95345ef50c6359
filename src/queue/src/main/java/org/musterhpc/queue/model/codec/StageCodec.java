package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetryRule.Growth;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Logs;
import org.musterhpc.queue.model.Stage.ShellSetting;
import org.musterhpc.queue.model.TaskCommand;

/** Definitions of stages as JSON; the same stage always gives the same text. Times in milliseconds, memory in bytes. */
public final class StageCodec {
    private static final JsonMapper JSON = ExactJson.builder().build();

    private StageCodec() {}

    public static String encode(Stage stage) {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", stage.name());
        Container container = stage.shell().container();
        // Within it: an agent that knows of no containers finds no command, rather than run it without.
        ObjectNode within = container == null ? json : ContainerCodec.put(json.putObject("container"), container);
        if (stage.command() instanceof TaskCommand.Handler handler) {
            command(within, "handler", handler.program());
            within.putObject("recycle").put("tasks", handler.tasks()).put("memory", handler.memory());
        } else {
            command(within, "command", stage.command());
        }
        json.put("workdir", stage.shell().workdir());
        ObjectNode env = json.putObject("env");
        new TreeMap<>(stage.shell().env()).forEach(env::put);
        json.put("setup", stage.shell().setup());
        if (stage.shell().setupMayFail()) {
            json.put("setup_may_fail", true);
        }
        json.put("logs", stage.shell().logs().name());
        NeedsCodec.encode(stage.limits(), json);
        stage.outputs().forEach(json.putArray("outputs")::add);
        if (!stage.outputsWait().isZero()) {
            json.put("outputs_wait_ms", stage.outputsWait().toMillis());
        }
        stage.ladder().forEach(json.putArray("ladder")::add);
        json.set("retry", retry(stage.retry()));
        Stage.After after = stage.after();
        if (after != null) {
            ObjectNode waits = json.putObject("after");
            after.stages().forEach(waits.putArray("stages")::add);
            waits.put("mode", after.mode().name());
            if (after.group() != null) {
                waits.put("group", after.group());
            }
            waits.put("ended", after.ended());
        }
        ArrayNode followers = json.putArray("followers");
        for (Follower follower : stage.followers()) {
            ObjectNode waits = followers.addObject();
            waits.put("stage", follower.stage()).put("mode", follower.mode().name());
            if (follower.group() != null) {
                waits.put("group", follower.group());
            }
            waits.put("ended", follower.ended());
        }
        json.put("priority", stage.priority());
        if (!stage.halt().equals(Halt.NEVER)) {
            json.putObject("halt")
                    .put("alike", stage.halt().alike())
                    .put("failures", stage.halt().failures())
                    .put("percent", stage.halt().percent());
        }
        NeedsCodec.encode(stage.bounds(), json);
        if (stage.stragglers() != null) {
            json.put("stragglers_ms", stage.stragglers().toMillis());
        }
        return json.toString();
    }

    private static void command(ObjectNode json, String key, TaskCommand command) {
        if (command instanceof TaskCommand.Argv argv) {
            argv.words().forEach(json.putArray(key)::add);
        } else if (command instanceof TaskCommand.Shell shell) {
            json.put(key, shell.line());
        }
    }

    private static TaskCommand command(JsonNode text) {
        return text.isArray() ? new TaskCommand.Argv(texts(text)) : new TaskCommand.Shell(text.asText());
    }

    private static TaskCommand commandOf(JsonNode json) {
        JsonNode recycle = json.path("recycle");
        return json.has("handler")
                ? new TaskCommand.Handler(
                        command(json.path("handler")), recycle.path("tasks").asInt(), number(recycle, "memory"))
                : command(json.path("command"));
    }

    private static ObjectNode retry(RetrySettings retry) {
        ObjectNode json = JSON.createObjectNode();
        json.put("max_attempts", retry.maxAttempts());
        json.put("max_losses", retry.maxLosses());
        json.put("backoff_ms", retry.backoff().toMillis());
        ObjectNode on = json.putObject("on");
        new TreeMap<>(retry.on()).forEach((outcome, rule) -> on.set(outcome.name(), rule(rule)));
        return json;
    }

    private static ObjectNode rule(RetryRule rule) {
        ObjectNode json = JSON.createObjectNode();
        if (rule instanceof RetryRule.Grow grow) {
            json.put("do", "grow");
            growth(json, "walltime", grow.walltime());
            growth(json, "memory", grow.memory());
        } else {
            json.put(
                    "do",
                    rule instanceof RetryRule.Same ? "same" : rule instanceof RetryRule.Ladder ? "ladder" : "never");
        }
        return json;
    }

    private static void growth(ObjectNode json, String key, @Nullable Growth growth) {
        if (growth != null) {
            json.putObject(key)
                    .put("factor", growth.factor())
                    .put("value", growth.value())
                    .put("ceiling", growth.ceiling());
        }
    }

    /**
     * @throws IllegalArgumentException where the text is not a definition that {@link #encode} wrote
     */
    public static Stage decode(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the stage's definition is not JSON", e);
        }
        Map<String, String> env = new LinkedHashMap<>();
        json.path("env")
                .properties()
                .forEach(entry -> env.put(entry.getKey(), entry.getValue().asText()));
        List<ObjectNode> ladder = new ArrayList<>();
        json.path("ladder").forEach(step -> ladder.add((ObjectNode) step));
        List<Follower> followers = new ArrayList<>();
        json.path("followers")
                .forEach(follower -> followers.add(new Follower(
                        follower.path("stage").asText(),
                        mode(follower),
                        follower.path("group").textValue(),
                        follower.path("ended").asBoolean())));
        JsonNode after = json.get("after");
        return new Stage(
                json.path("name").asText(),
                commandOf(json.has("container") ? json.path("container") : json),
                new ShellSetting(
                        json.path("workdir").asText(),
                        env,
                        json.path("setup").asText(),
                        Logs.valueOf(json.path("logs").asText()),
                        json.path("setup_may_fail").asBoolean(),
                        ContainerCodec.of(json.get("container"))),
                NeedsCodec.limits(json),
                texts(json.path("outputs")),
                ladder,
                retry(json.path("retry")),
                after == null ? null : after(after),
                followers,
                json.path("priority").asInt(),
                Duration.ofMillis(json.path("outputs_wait_ms").asLong()),
                halt(json.path("halt")),
                NeedsCodec.bounds(json),
                json.has("stragglers_ms")
                        ? Duration.ofMillis(json.path("stragglers_ms").asLong())
                        : null);
    }

    private static Halt halt(JsonNode json) {
        return new Halt(
                json.path("alike").asInt(),
                json.path("failures").asLong(),
                json.path("percent").asInt());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static RetrySettings retry(JsonNode json) {
        Map<Outcome, RetryRule> on = new EnumMap<>(Outcome.class);
        json.path("on").properties().forEach(entry -> on.put(Outcome.valueOf(entry.getKey()), rule(entry.getValue())));
        return new RetrySettings(
                json.path("max_attempts").asInt(),
                json.path("max_losses").asInt(),
                Duration.ofMillis(json.path("backoff_ms").asLong()),
                on);
    }

    private static RetryRule rule(JsonNode json) {
        return switch (json.path("do").asText()) {
            case "same" -> new RetryRule.Same();
            case "ladder" -> new RetryRule.Ladder();
            case "grow" -> new RetryRule.Grow(growth(json.get("walltime")), growth(json.get("memory")));
            case "never" -> new RetryRule.Never();
            default -> throw new IllegalArgumentException("not a retry rule: " + json);
        };
    }

    private static @Nullable Growth growth(@Nullable JsonNode json) {
        return json == null
                ? null
                : new Growth(json.path("factor").asDouble(), json.path("value").asLong(), number(json, "ceiling"));
    }

    private static @Nullable Long number(JsonNode json, String key) {
        JsonNode value = json.get(key);
        return value == null || value.isNull() ? null : value.asLong();
    }

    private static Stage.After after(JsonNode json) {
        List<String> stages = new ArrayList<>();
        json.path("stages").forEach(stage -> stages.add(stage.asText()));
        return new Stage.After(
                stages,
                mode(json),
                json.path("group").textValue(),
                json.path("ended").asBoolean());
    }

    private static Stage.Mode mode(JsonNode json) {
        return Stage.Mode.valueOf(json.path("mode").asText());
    }
}
