package org.musterhpc.launcher.campaign;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetryRule.Growth;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Walltime;

/** Reads {@code retry:}. */
final class RetryReader {
    static final List<String> KEYS = List.of("max_attempts", "max_losses", "backoff", "on");
    static final List<String> RULE_KEYS = List.of("ladder", "walltime", "memory", "max_walltime", "max_memory");
    /** What {@code on} may name, spelt small. */
    static final Map<String, Outcome> OUTCOMES = outcomes();

    private static final Pattern FACTOR = Pattern.compile("x\\d{1,7}(\\.\\d{1,6})?");
    private static final int MOST = 1_000_000;
    private static final String RULES = "write same, never, {ladder: next}, {walltime: x2} or {memory: x2}";

    private final int steps;
    private final boolean memoryKnown;

    private RetryReader(int steps, boolean memoryKnown) {
        this.steps = steps;
        this.memoryKnown = memoryKnown;
    }

    /**
     * @param steps of the stage's ladder
     * @param memoryKnown whether the stage says how much memory a task has
     */
    static RetrySettings read(@Nullable YamlValue value, int steps, boolean memoryKnown) {
        int attempts = Math.max(RetrySettings.DEFAULT.maxAttempts(), steps);
        if (value == null) {
            return new RetrySettings(
                    attempts, RetrySettings.DEFAULT.maxLosses(), RetrySettings.DEFAULT.backoff(), Map.of());
        }
        YamlMap map = value.map("in retry").only(KEYS);
        YamlValue maxAttempts = map.get("max_attempts");
        YamlValue maxLosses = map.get("max_losses");
        YamlValue backoff = map.get("backoff");
        return new RetrySettings(
                maxAttempts == null ? attempts : maxAttempts.whole(1, MOST),
                maxLosses == null ? RetrySettings.DEFAULT.maxLosses() : maxLosses.whole(0, MOST),
                backoff == null ? RetrySettings.DEFAULT.backoff() : backoff.parsed(Walltime::parse),
                new RetryReader(steps, memoryKnown).on(map.some("on")));
    }

    private Map<Outcome, RetryRule> on(@Nullable YamlValue value) {
        Map<Outcome, RetryRule> on = new EnumMap<>(Outcome.class);
        if (value != null) {
            value.map("in retry.on").only(OUTCOMES.keySet()).values().forEach((name, rule) -> {
                Outcome outcome = OUTCOMES.get(name);
                if (outcome != null) {
                    on.put(outcome, rule(rule));
                }
            });
        }
        return on;
    }

    private RetryRule rule(YamlValue value) {
        if (!value.isMap()) {
            return switch (value.text()) {
                case "same" -> new RetryRule.Same();
                case "never" -> new RetryRule.Never();
                default -> throw value.problem("'" + value.text() + "' is not a rule", RULES);
            };
        }
        YamlMap map = value.map("in a rule of retry.on").only(RULE_KEYS);
        YamlValue ladder = map.get("ladder");
        if (ladder != null) {
            return ladder(map, ladder);
        }
        Growth walltime = walltime(map);
        Growth memory = memory(map);
        if (walltime == null && memory == null) {
            throw value.problem("says nothing that changes", RULES);
        }
        return new RetryRule.Grow(walltime, memory);
    }

    private RetryRule ladder(YamlMap map, YamlValue ladder) {
        if (!ladder.text().equals("next") || map.keys().size() > 1) {
            throw ladder.problem("stands alone, as {ladder: next}", RULES);
        }
        if (steps == 0) {
            throw ladder.problem("the stage has no ladder", "add a line: ladder: [{NAME: VALUE}, …]");
        }
        return new RetryRule.Ladder();
    }

    private static @Nullable Growth walltime(YamlMap map) {
        YamlValue most = map.get("max_walltime");
        Long ceiling = most == null ? null : StageReader.walltime(most).toMillis();
        YamlValue value = map.get("walltime");
        if (value == null) {
            return absent(most, "walltime");
        }
        Double factor = factor(value);
        return factor == null
                ? new Growth(0, StageReader.walltime(value).toMillis(), ceiling)
                : new Growth(factor, 0, ceiling);
    }

    private @Nullable Growth memory(YamlMap map) {
        YamlValue most = map.get("max_memory");
        Long ceiling = most == null ? null : StageReader.memory(most);
        YamlValue value = map.get("memory");
        if (value == null) {
            return absent(most, "memory");
        }
        Double factor = factor(value);
        if (factor != null && !memoryKnown) {
            throw value.problem(
                    "'" + value.text() + "' of what? the stage does not say how much memory a task has",
                    "add a line: resources: {memory: 2G}, or write an amount here");
        }
        return factor == null ? new Growth(0, StageReader.memory(value), ceiling) : new Growth(factor, 0, ceiling);
    }

    private static @Nullable Growth absent(@Nullable YamlValue most, String key) {
        if (most != null) {
            throw most.problem("there is no '" + key + "' beside it", "add " + key + ": x2, or remove it");
        }
        return null;
    }

    /** The 2 of {@code x2}; null where it is a value. */
    private static @Nullable Double factor(YamlValue value) {
        String text = value.text();
        if (!text.startsWith("x")) {
            return null;
        }
        double factor = FACTOR.matcher(text).matches() ? Double.parseDouble(text.substring(1)) : 0;
        if (factor <= 1 || factor > MOST) {
            throw value.problem("'" + text + "' would not grow", "write x2, x1.5 or a value");
        }
        return factor;
    }

    private static Map<String, Outcome> outcomes() {
        Map<String, Outcome> known = new LinkedHashMap<>();
        for (Outcome outcome : List.of(
                Outcome.EXIT,
                Outcome.SIGNAL,
                Outcome.OOM,
                Outcome.WALLTIME,
                Outcome.OUTPUT_MISSING,
                Outcome.START_FAILED,
                Outcome.SETUP,
                Outcome.NODE_LOST,
                Outcome.PREEMPTED)) {
            known.put(outcome.name().toLowerCase(Locale.ROOT), outcome);
        }
        return known;
    }
}
