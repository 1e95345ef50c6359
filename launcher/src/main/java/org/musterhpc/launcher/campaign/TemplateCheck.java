package org.musterhpc.launcher.campaign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;

/** Checks that every name in a template is one that every task has; where only the rows tell, the expansion does it. */
final class TemplateCheck {
    private final Map<String, StageSpec> stages = new LinkedHashMap<>();
    private final Set<String> variables;

    private TemplateCheck(List<StageSpec> all, Set<String> variables) {
        this.variables = variables;
        all.forEach(stage -> stages.put(stage.name(), stage));
    }

    /**
     * @param variables what might have been meant, too
     * @throws org.musterhpc.launcher.problem.Problem where a name is missing, with the names that there are
     */
    static void check(List<StageSpec> all, Set<String> variables) {
        TemplateCheck check = new TemplateCheck(all, variables);
        all.forEach(check::check);
    }

    private void check(StageSpec spec) {
        Source source = sourceOf(spec);
        Set<String> given = given(spec);
        if (given == null) {
            return;
        }
        check(
                spec,
                source,
                given,
                spec.lines().command(),
                "command",
                spec.templates().command().names());
        for (FileTemplate input : spec.templates().inputs()) {
            check(spec, source, given, input.at(), "inputs", input.template().names());
        }
        for (FileTemplate output : spec.templates().outputs()) {
            check(spec, source, given, output.at(), "outputs", output.template().names());
        }
    }

    private void check(
            StageSpec spec, @Nullable Source source, Set<String> given, Spot at, String key, Set<String> wanted) {
        for (String name : wanted) {
            if (own(spec).contains(name) || given.contains(name)) {
                continue;
            }
            List<Integer> lacking = stepsWithout(spec.stage().ladder(), name);
            if (lacking.isEmpty() && !spec.stage().ladder().isEmpty()) {
                continue;
            }
            String start = key + ": {{" + name + "}}: ";
            if (lacking.size() < spec.stage().ladder().size()) {
                throw at.usage(
                        start + "step " + lacking.get(0) + " of the ladder has no '" + name + "'",
                        "give it to every step of the ladder");
            }
            if (TaskNames.OF_FOLLOWERS.contains(name)) {
                throw orphan(spec, at, start);
            }
            if (name.equals(TaskNames.ITEMS)) {
                throw at.usage(
                        start + "tasks of stage '" + spec.name() + "' wait for no group, so they have no items",
                        "remove it, or write after: {stage: STAGE, group: PARAMETER}");
            }
            Set<String> known = new LinkedHashSet<>(given);
            spec.stage().ladder().forEach(step -> step.fieldNames().forEachRemaining(known::add));
            known.addAll(own(spec));
            known.addAll(variables);
            After after = spec.stage().after();
            String what = source != null
                    ? source.lacks(name)
                    : after == null || after.all()
                            ? "the stage's one task has no parameters"
                            : "of tasks that results bring along, a group has no parameter but its own";
            throw at.usage(
                    start + what,
                    YamlMap.meant(name, known)
                            + (name.matches("\\S+") ? "" : "; write {{{{ where two braces are meant"));
        }
    }

    private static List<String> own(StageSpec spec) {
        List<String> own = new ArrayList<>(TaskNames.ALWAYS);
        if (TaskNames.hasParent(spec.stage())) {
            own.addAll(TaskNames.OF_FOLLOWERS);
        }
        if (TaskNames.hasItems(spec.stage())) {
            own.add(TaskNames.ITEMS);
        }
        return own;
    }

    private static Problem orphan(StageSpec spec, Spot at, String start) {
        After after = spec.stage().after();
        if (after == null) {
            return at.usage(
                    start + "stage '" + spec.name() + "' follows no other, so its tasks have no parent",
                    "remove it, or add a line: after: STAGE");
        }
        String before = after.stages().get(0);
        return at.usage(
                start + "stage '" + spec.name() + "' waits for the whole of '" + before
                        + "', so its tasks have no parent",
                "remove it, or write after: " + before + ", for a task each");
    }

    /** Steps, from 1, that lack a name. */
    private static List<Integer> stepsWithout(List<ObjectNode> ladder, String name) {
        List<Integer> lacking = new ArrayList<>();
        for (int i = 0; i < ladder.size(); i++) {
            if (!ladder.get(i).has(name)) {
                lacking.add(i + 1);
            }
        }
        return lacking;
    }

    /** The parameters that every task of a stage has; null where only the rows tell. */
    private @Nullable Set<String> given(StageSpec spec) {
        Source source = spec.source();
        After after = spec.stage().after();
        if (source != null) {
            return source.names();
        }
        if (after == null || after.all()) {
            return Set.of();
        }
        if (after.mode() == Mode.CHILDREN) {
            return null; // their results tell
        }
        if (after.mode() == Mode.GROUP) {
            return brought(spec) ? Set.of(String.valueOf(after.group())) : null;
        }
        Set<String> all = new LinkedHashSet<>();
        for (String name : after.stages()) {
            StageSpec before = stages.get(name);
            Set<String> some = before == null ? Set.of() : given(before);
            if (some == null) {
                return null;
            }
            all.addAll(some);
        }
        return all;
    }

    private boolean brought(StageSpec spec) {
        return Campaign.brought(stages.values().stream().map(StageSpec::stage).toList(), spec.name());
    }

    /** Where the stage's parameters come from: its own tasks, or those that they follow one by one. */
    private @Nullable Source sourceOf(StageSpec spec) {
        After after = spec.stage().after();
        if (spec.source() != null || after == null || after.all() || brought(spec)) {
            return spec.source();
        }
        StageSpec before = stages.get(after.stages().get(0));
        return before == null ? null : sourceOf(before);
    }
}
