package org.musterhpc.systemtests.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for.
 *
 * @param soak minutes of one single campaign, whose agent and sentinel live as long; 0: rounds
 * @param rounds just these; empty: from the first one on, until the minutes are over
 * @param report where results are written as JSON, or null
 */
record Options(
        int minutes,
        int soak,
        long seed,
        List<Integer> rounds,
        Plan.Scale scale,
        @Nullable Path report) {
    /** So long a task takes, in seconds: a round's tasks last for about as long as its faults. */
    private static final String PAUSE = "0.05";
    /** About as many end in a second while faults strike one after another. */
    static final int TASKS_A_SECOND = 120;

    static final String USAGE =
            "usage: bin/faults [--minutes 20 | --rounds N,N… | --soak MINUTES] [--seed 1] [--tasks 4000] [--faults 14]"
                    + " [--report FILE]";

    /**
     * @throws IllegalArgumentException where it cannot be meant
     */
    static Options of(String... words) {
        Map<String, String> given = new TreeMap<>(Map.of(
                "--minutes",
                "20",
                "--soak",
                "0",
                "--seed",
                "1",
                "--rounds",
                "",
                "--tasks",
                "4000",
                "--faults",
                "14",
                "--report",
                ""));
        for (int i = 0; i < words.length; i += 2) {
            if (!given.containsKey(words[i]) || i + 1 == words.length) {
                throw new IllegalArgumentException(
                        "'" + words[i] + "' is " + (given.containsKey(words[i]) ? "without a value" : "unknown"));
            }
            given.put(words[i], words[i + 1]);
        }
        List<Integer> rounds = new ArrayList<>();
        for (String round : given.get("--rounds").split(",", -1)) {
            if (!round.isEmpty()) {
                rounds.add(Integer.valueOf(round));
            }
        }
        int soak = Integer.parseInt(given.get("--soak"));
        return new Options(
                Integer.parseInt(given.get("--minutes")),
                soak,
                Long.parseLong(given.get("--seed")),
                rounds,
                soak > 0
                        ? new Plan.Scale(soak * 60 * TASKS_A_SECOND, soak * 60, PAUSE)
                        : new Plan.Scale(
                                Integer.parseInt(given.get("--tasks")), Integer.parseInt(given.get("--faults")), PAUSE),
                given.get("--report").isEmpty() ? null : Path.of(given.get("--report")));
    }
}
