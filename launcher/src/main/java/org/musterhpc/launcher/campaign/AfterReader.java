package org.musterhpc.launcher.campaign;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;

/** Reads what a stage waits for: {@code after: NAME}, {@code after: [NAME, NAME]} or {@code after: {stage: NAME, …}}. */
final class AfterReader {
    static final List<String> KEYS = List.of("stage", "all", "group", "children", "when");

    private AfterReader() {}

    static After read(YamlValue value) {
        if (!value.isMap()) {
            return new After(stages(value), Mode.EACH, null, false);
        }
        YamlMap map = value.map("in after").only(KEYS);
        YamlValue stage = map.get("stage");
        if (stage == null) {
            throw value.problem("names no stage", "write after: NAME, or after: {stage: NAME, all: true}");
        }
        YamlValue all = map.get("all");
        YamlValue group = map.get("group");
        boolean whole = all != null && all.truth();
        YamlValue children = map.get("children");
        if (children != null && children.truth()) {
            return children(stage, children, whole || group != null || map.get("when") != null);
        }
        if (whole && group != null) {
            throw group.problem(
                    "stands beside all", "leave out one: all waits for the whole stage, group for a part of it");
        }
        List<String> stages = stages(stage);
        if (stages.size() > 1 && (whole || group != null)) {
            throw stage.problem(
                    "names several stages",
                    "with all or group there is one; a stage that follows it may be waited for in turn");
        }
        Mode mode = whole ? Mode.ALL : group != null ? Mode.GROUP : Mode.EACH;
        return new After(stages, mode, group == null ? null : group.text(), ended(map.get("when")));
    }

    private static After children(YamlValue stage, YamlValue children, boolean more) {
        if (more) {
            throw children.problem(
                    "stands beside all, group or when",
                    "leave those out: children wait for nothing, results of the other stage bring them along");
        }
        if (stages(stage).size() > 1) {
            throw stage.problem("names several stages", "children are those of one stage; write a stage for each");
        }
        return new After(stages(stage), Mode.CHILDREN, null, false);
    }

    private static List<String> stages(YamlValue value) {
        Set<String> stages = new LinkedHashSet<>();
        for (YamlValue each : value.listOrOne()) {
            if (!stages.add(each.text())) {
                throw each.problem("is '" + each.text() + "' twice", "name each stage once");
            }
        }
        if (stages.isEmpty()) {
            throw value.problem("names no stage", "write after: NAME, or after: [NAME, NAME]");
        }
        return List.copyOf(stages);
    }

    private static boolean ended(@Nullable YamlValue when) {
        if (when == null || when.text().equals("done")) {
            return false;
        }
        if (!when.text().equals("ended")) {
            throw when.problem(
                    "is '" + when.text() + "'",
                    "write done (the default), or ended to start also where what it waits for is dead or cancelled");
        }
        return true;
    }
}
