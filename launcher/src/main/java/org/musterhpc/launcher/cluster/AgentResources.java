package org.musterhpc.launcher.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.command.NearestName;
import org.musterhpc.queue.model.Stage;

/** Whether tasks want what no agent has, by what the user says that agents have. */
public final class AgentResources {
    private AgentResources() {}

    /**
     * @param offered by {@code agent.resources} in muster.yml
     * @throws Problem usage, where a stage's tasks could never run
     */
    public static void check(List<Stage> stages, Map<String, Integer> offered) {
        for (Stage stage : stages) {
            new TreeMap<>(stage.limits().named()).forEach((name, wanted) -> {
                int there = offered.getOrDefault(name, 0);
                if (wanted > there) {
                    throw Problem.usage(
                            "a task of stage " + stage.name() + " needs " + name + ": " + wanted + ", and "
                                    + (there == 0 ? "agents have none of it" : "an agent has " + there),
                            advice(name, wanted, stages, offered));
                }
            });
        }
    }

    private static String advice(String name, int wanted, List<Stage> stages, Map<String, Integer> offered) {
        List<String> known = new TreeMap<>(offered).keySet().stream().toList();
        List<String> limits = stages.stream()
                .flatMap(stage -> stage.bounds().shares().keySet().stream())
                .distinct()
                .toList();
        @Nullable String agents = NearestName.of(name, known);
        @Nullable String nearest = agents != null ? agents : NearestName.of(name, limits);
        return (nearest == null || nearest.equals(name) ? "" : "did you mean '" + nearest + "'? Else ")
                + "write agent: {resources: {" + name + ": " + wanted
                + "}} in muster.yml, where each agent has that many; or limits: {" + name
                + ": N} in the campaign file, where there are N for all agents together";
    }
}
