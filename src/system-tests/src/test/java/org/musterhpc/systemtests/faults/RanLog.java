package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What tasks wrote down themselves: each start, with the attempt and the time. */
record RanLog(Map<String, List<Start>> starts) {

    /**
     * @param at by {@link Struck#now}
     * @param second whether it is a second attempt beside another of the same number
     */
    record Start(int attempt, double at, boolean second) {}

    static RanLog read(Path file) throws IOException {
        return of(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    static RanLog of(List<String> lines) {
        Map<String, List<Start>> starts = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            starts.computeIfAbsent(words[0], id -> new ArrayList<>())
                    .add(new Start(
                            Integer.parseInt(words[1]),
                            Double.parseDouble(words[2]),
                            words.length > 3 && words[3].equals("1")));
        }
        starts.values().forEach(list -> list.sort(Comparator.comparingDouble(Start::at)));
        return new RanLog(starts);
    }

    List<Start> of(String id) {
        return starts.getOrDefault(id, List.of());
    }
}
