package org.musterhpc.agent.allocation;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.environment.Gpus;

/**
 * What an agent has for tasks beside processors and memory.
 *
 * @param named what the user says that it has so many of, such as licences
 */
public record OfferedResources(Gpus gpus, Map<String, Integer> named) {
    private static final String GPUS = "gpus";

    public OfferedResources {
        named = Map.copyOf(named);
    }

    /**
     * @param option such as {@code gpus=2,licence=1}; empty or null: nothing
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static OfferedResources of(@Nullable String option, Map<String, String> environment) {
        Map<String, Integer> named = new TreeMap<>();
        if (option != null && !option.isEmpty()) {
            for (String word : option.split(",", -1)) {
                if (!word.matches("[A-Za-z][A-Za-z0-9_.-]*=[0-9]{1,6}")) {
                    throw new IllegalArgumentException("--resources: '" + word + "' is not NAME=NUMBER");
                }
                int equals = word.indexOf('=');
                named.put(word.substring(0, equals), Integer.valueOf(word.substring(equals + 1)));
            }
        }
        Integer gpus = named.remove(GPUS);
        named.values().removeIf(number -> number == 0);
        return new OfferedResources(Gpus.of(environment, gpus, Path.of("/")), named);
    }
}
