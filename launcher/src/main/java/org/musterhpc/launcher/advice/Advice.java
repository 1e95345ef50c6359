package org.musterhpc.launcher.advice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.yaml.YamlText;

/**
 * What a campaign should ask for.
 *
 * @param stages in the campaign's order
 * @param capacity of how much ran at once; empty: nothing
 */
public record Advice(List<OfStage> stages, List<String> capacity) {
    /** The stage of a file without {@code stages}. */
    private static final String ONLY = "main";

    public Advice {
        stages = List.copyOf(stages);
        capacity = List.copyOf(capacity);
    }

    /**
     * @param ok how many attempts were OK
     * @param enough whether these are enough to say something
     * @param sentences each what was seen and what to do
     * @param suggestions what can be changed in the file
     * @param resources all that its key {@code resources} should say; empty: as it does
     */
    public record OfStage(
            String stage,
            long ok,
            boolean enough,
            List<String> sentences,
            List<Suggestion> suggestions,
            Map<String, Object> resources) {
        public OfStage {
            sentences = List.copyOf(sentences);
            suggestions = List.copyOf(suggestions);
        }

        private Map<String, Object> changes() {
            Map<String, Object> changes = new LinkedHashMap<>();
            suggestions.stream()
                    .filter(suggestion -> suggestion.key().equals(Suggestion.WALLTIME))
                    .forEach(suggestion -> changes.put(Suggestion.WALLTIME, suggestion.to()));
            if (!resources.isEmpty()) {
                changes.put("resources", resources);
            }
            return changes;
        }
    }

    /** A key of a stage, what it is and what it should be, in the words of a campaign file. */
    public record Suggestion(String key, String from, String to) {
        public static final String WALLTIME = "walltime";
        public static final String MEMORY = "memory";
        public static final String CPUS = "cpus";
    }

    /** Whether there is anything to change in the file. */
    public boolean changes() {
        return stages.stream().anyMatch(stage -> !stage.suggestions().isEmpty());
    }

    /** Lines to put in place of those of the file; empty where there is nothing to change. */
    public String yaml() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (OfStage stage : stages) {
            if (!stage.suggestions().isEmpty()) {
                all.put(stage.stage(), stage.changes());
            }
        }
        if (all.isEmpty()) {
            return "";
        }
        boolean single = stages.size() == 1 && stages.get(0).stage().equals(ONLY);
        return YamlText.of(single ? stages.get(0).changes() : Map.of("stages", all));
    }
}
