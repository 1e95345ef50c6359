package org.musterhpc.launcher.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;

/** Who waits for whom: checked, written down on both sides, and every stage put behind the one that it waits for. */
final class StageOrder {
    private final Map<String, StageSpec> stages = new LinkedHashMap<>();

    private StageOrder(List<StageSpec> given) {
        given.forEach(stage -> stages.put(stage.name(), stage));
    }

    /**
     * @throws org.musterhpc.launcher.problem.Problem where stages wait for what is not there, or for each other
     */
    static List<StageSpec> linked(List<StageSpec> given) {
        StageOrder order = new StageOrder(given);
        given.forEach(order::check);
        Map<String, StageSpec> placed = new LinkedHashMap<>();
        given.forEach(stage -> order.place(stage, placed, new ArrayList<>()));
        Map<String, String> families = new HashMap<>();
        placed.values().forEach(stage -> sameFamily(stage, families));
        return List.copyOf(placed.values());
    }

    private void check(StageSpec spec) {
        After after = spec.stage().after();
        if (after == null) {
            if (spec.source() == null) {
                throw spec.lines()
                        .stage()
                        .usage(
                                "stage '" + spec.name() + "' has no tasks",
                                "add a line such as tasks: {csv: FILE}, or tasks: {range: 1-1} for a single one");
            }
            return;
        }
        for (String before : after.stages()) {
            if (!stages.containsKey(before)) {
                throw spec.lines()
                        .after()
                        .usage("after: there is no stage '" + before + "'", YamlMap.meant(before, stages.keySet()));
            }
        }
        if (!after.all() && spec.source() != null) {
            String before = after.stages().get(0);
            throw spec.lines()
                    .after()
                    .usage(
                            "stage '" + spec.name() + "' has tasks of its own, and yet "
                                    + (after.mode() == Mode.CHILDREN
                                            ? "they are to be children of '" + before + "'"
                                            : after.group() == null
                                                    ? "each is to follow one of '" + before + "'"
                                                    : "there is to be one for each " + after.group() + " of '" + before
                                                            + "'"),
                            "remove its tasks, or write after: {stage: " + before + ", all: true}");
        }
    }

    /** Stages that are followed together, task by task, must have the same tasks: those that results bring along come from one result. */
    private static void sameFamily(StageSpec spec, Map<String, String> families) {
        After after = spec.stage().after();
        if (after == null || after.all()) {
            families.put(spec.name(), "");
            return;
        }
        String first = families.getOrDefault(after.stages().get(0), "");
        for (String before : after.stages()) {
            if (!families.getOrDefault(before, "").equals(first)) {
                throw spec.lines()
                        .after()
                        .usage(
                                "stage '" + spec.name() + "' follows " + String.join(" and ", after.stages())
                                        + ", which have different tasks: results bring those of one along",
                                "follow one of them, or write after: {stage: " + before + ", all: true}");
            }
        }
        boolean own = after.mode() == Mode.CHILDREN || (after.mode() == Mode.GROUP && !first.isEmpty());
        families.put(spec.name(), own ? spec.name() : first);
    }

    private void place(StageSpec spec, Map<String, StageSpec> placed, List<String> waiting) {
        if (placed.containsKey(spec.name())) {
            return;
        }
        int begun = waiting.indexOf(spec.name());
        waiting.add(spec.name());
        if (begun >= 0) {
            throw spec.lines()
                    .after()
                    .usage(
                            "stages wait for each other: "
                                    + String.join(" after ", waiting.subList(begun, waiting.size())),
                            "remove one 'after'");
        }
        After after = spec.stage().after();
        for (String name : after == null ? List.<String>of() : after.stages()) {
            place(Objects.requireNonNull(stages.get(name)), placed, waiting);
        }
        waiting.remove(waiting.size() - 1);
        placed.put(spec.name(), spec.with(followed(spec.stage())));
    }

    private Stage followed(Stage stage) {
        List<Follower> followers = new ArrayList<>();
        for (StageSpec other : stages.values()) {
            After after = other.stage().after();
            if (after != null && after.stages().contains(stage.name())) {
                followers.add(new Follower(other.name(), after.mode(), after.group(), after.ended()));
            }
        }
        return stage.followedBy(followers);
    }
}
