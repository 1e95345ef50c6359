package org.musterhpc.agent.container;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A line of comma-separated fields as Go reads it: what {@code --mount} of all engines takes. */
final class Csv {
    private Csv() {}

    static String of(String... fields) {
        return Arrays.stream(fields).map(Csv::field).collect(Collectors.joining(","));
    }

    private static String field(String field) {
        boolean plain =
                field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r') && !field.startsWith(" ");
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
