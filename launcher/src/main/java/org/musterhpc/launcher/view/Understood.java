package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Walltime;
import org.musterhpc.queue.model.codec.ContainerCodec;

/** What was understood of a stage's times and amounts, before anything runs for an hour that was meant to run a day. */
public final class Understood {
    private Understood() {}

    /** {@code walltime 12 h, 2 cpus, 4G of memory}, with what is unusual about repetitions. */
    public static String of(Stage stage) {
        List<String> parts = new ArrayList<>();
        parts.add("walltime " + Times.words(stage.limits().walltime()));
        parts.add(Numbers.of(Integer.toString(stage.limits().cpus()), "cpu"));
        Long memory = stage.limits().memory();
        if (memory != null) {
            parts.add(MemorySize.format(memory) + " of memory");
        }
        if (stage.limits().gpus() > 0) {
            parts.add(Numbers.of(Integer.toString(stage.limits().gpus()), "gpu"));
        }
        new TreeMap<>(stage.limits().named()).forEach((name, number) -> parts.add(number + " of each agent's " + name));
        bounds(parts, stage.bounds());
        Duration stragglers = stage.stragglers();
        if (stragglers != null) {
            parts.add("stragglers begun once more after " + Times.words(stragglers) + " at the least");
        }
        Container container = stage.shell().container();
        if (container != null) {
            parts.add("in a container of " + Harmless.line(container.image())
                    + (container.engine() == Container.Engine.AUTO
                            ? ""
                            : " by " + container.engine().word())
                    + (container.user() == Container.User.ME ? "" : " as root"));
        }
        if (!stage.retry().backoff().equals(RetrySettings.DEFAULT.backoff())) {
            parts.add("first again after " + Times.words(stage.retry().backoff()));
        }
        stage.retry().on().forEach((outcome, rule) -> {
            if (rule instanceof RetryRule.Grow grow) {
                grow(parts, outcome.name(), grow);
            }
        });
        return String.join(", ", parts);
    }

    private static void bounds(List<String> parts, Bounds bounds) {
        new TreeMap<>(bounds.shares())
                .forEach((name, share) -> parts.add(share.need() + " of the campaign's " + share.of() + " " + name));
        if (bounds.maxRunning() > 0) {
            parts.add("at most " + bounds.maxRunning() + " running");
        }
        Bounds.Rate rate = bounds.rate();
        if (rate != null) {
            parts.add("at most " + Numbers.grouped(rate.tasks()) + " begun in " + Times.words(rate.per()));
        }
    }

    private static void grow(List<String> parts, String outcome, RetryRule.Grow grow) {
        RetryRule.Growth walltime = grow.walltime();
        if (walltime == null) {
            return;
        }
        if (walltime.factor() == 0 && walltime.ceiling() == null) {
            parts.add("after " + outcome + " " + Times.words(Duration.ofMillis(walltime.value())));
        }
        Long ceiling = walltime.ceiling();
        if (ceiling != null) {
            parts.add("after " + outcome + " " + Times.words(Duration.ofMillis(ceiling)) + " at the most");
        }
    }

    /** The same for {@code --json}. */
    public static void put(ObjectNode object, Stage stage) {
        object.put("walltime", Walltime.format(stage.limits().walltime()));
        object.put("walltime_s", stage.limits().walltime().toMillis() / 1000.0);
        object.put("cpus", stage.limits().cpus());
        Long memory = stage.limits().memory();
        object.put("memory", memory == null ? null : MemorySize.format(memory));
        if (stage.limits().gpus() > 0) {
            object.put("gpus", stage.limits().gpus());
        }
        Map<String, Integer> resources = new TreeMap<>(stage.limits().named());
        stage.bounds().shares().forEach((name, share) -> resources.put(name, share.need()));
        if (!resources.isEmpty()) {
            ObjectNode named = object.putObject("resources");
            resources.forEach(named::put);
        }
        if (stage.bounds().maxRunning() > 0) {
            object.put("max_running", stage.bounds().maxRunning());
        }
        Bounds.Rate rate = stage.bounds().rate();
        if (rate != null) {
            object.put("rate_per_s", rate.tasks() / (rate.per().toMillis() / 1000.0));
        }
        Duration stragglers = stage.stragglers();
        if (stragglers != null) {
            object.put("stragglers_s", stragglers.toMillis() / 1000.0);
        }
        object.put("backoff_s", stage.retry().backoff().toMillis() / 1000.0);
        Container container = stage.shell().container();
        if (container != null) {
            ContainerCodec.put(object.putObject("container"), container);
        }
    }
}
