package org.musterhpc.launcher.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.musterhpc.launcher.yaml.YamlText;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.Walltime;

/**
 * A campaign as it was taken, in the words of a campaign file. Where its tasks came from is not kept, and values of variables
 * are not shown: among them may be what is secret.
 */
public final class DefinitionText {
    private DefinitionText() {}

    public static String of(Campaign campaign) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("campaign", campaign.name());
        Map<String, Object> stages = new LinkedHashMap<>();
        campaign.stages().forEach(stage -> stages.put(stage.name(), stage(stage)));
        all.put("stages", stages);
        return YamlText.of(all);
    }

    private static Map<String, Object> stage(Stage stage) {
        Map<String, Object> keys = new LinkedHashMap<>();
        TaskCommand command = stage.command();
        if (command instanceof TaskCommand.Handler handler) {
            keys.put("handler", words(handler.program()));
        } else {
            keys.put("command", words(command));
        }
        Stage.After after = stage.after();
        if (after != null) {
            keys.put("after", after(after));
        }
        keys.put("walltime", Walltime.format(stage.limits().walltime()));
        keys.put("resources", resources(stage));
        some(keys, "outputs", stage.outputs());
        some(keys, "ladder", stage.ladder().stream().map(Object::toString).toList());
        Map<String, Object> retry = new LinkedHashMap<>();
        retry.put("max_attempts", stage.retry().maxAttempts());
        retry.put("max_losses", stage.retry().maxLosses());
        keys.put("retry", retry);
        if (!stage.shell().setup().isBlank()) {
            keys.put("setup", stage.shell().setup());
        }
        some(
                keys,
                "env (values are left out)",
                List.copyOf(new TreeSet<>(stage.shell().env().keySet())));
        keys.put("workdir", stage.shell().workdir());
        if (stage.shell().container() != null) {
            keys.put("container", stage.shell().container().image());
        }
        if (stage.bounds().maxRunning() > 0) {
            keys.put("max_running", stage.bounds().maxRunning());
        }
        if (stage.stragglers() != null) {
            keys.put("stragglers", Walltime.format(stage.stragglers()));
        }
        return keys;
    }

    private static Object words(TaskCommand command) {
        return command instanceof TaskCommand.Shell shell ? shell.line() : ((TaskCommand.Argv) command).words();
    }

    private static Object after(Stage.After after) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("stage", after.stages().size() == 1 ? after.stages().get(0) : after.stages());
        switch (after.mode()) {
            case ALL -> words.put("all", true);
            case CHILDREN -> words.put("children", true);
            case GROUP -> words.put("group", String.valueOf(after.group()));
            case EACH -> {}
        }
        if (after.ended()) {
            words.put("when", "ended");
        }
        return words;
    }

    /** All that a stage asks for, as its key {@code resources} says it. */
    public static Map<String, Object> resources(Stage stage) {
        Map<String, Object> resources = new LinkedHashMap<>();
        resources.put("cpus", stage.limits().cpus());
        Long memory = stage.limits().memory();
        if (memory != null) {
            resources.put("memory", MemorySize.format(memory));
        }
        if (stage.limits().gpus() > 0) {
            resources.put("gpus", stage.limits().gpus());
        }
        resources.putAll(new TreeMap<>(stage.limits().named()));
        new TreeMap<>(stage.bounds().shares()).forEach((name, share) -> resources.put(name, share.need()));
        return resources;
    }

    private static void some(Map<String, Object> keys, String key, List<?> values) {
        if (!values.isEmpty()) {
            keys.put(key, new ArrayList<>(values));
        }
    }
}
