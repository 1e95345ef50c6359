package org.musterhpc.launcher.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;

/** All attempts of a task in one list, whatever place they are kept in. */
public final class Attempts {
    private Attempts() {}

    /** From the first to the last that ended. */
    public static List<Attempt> of(View.TaskView task) {
        List<Attempt> all = new ArrayList<>(task.history());
        Ending ending = task.ending();
        if (ending != null && ran(ending)) {
            all.add(ending.last());
        }
        return all;
    }

    /** Whether the last attempt really was one: a task cancelled before it ever ran has a made-up one, of no agent. */
    public static boolean ran(Ending ending) {
        return !ending.last().place().agent().isEmpty();
    }

    /** How long it took, in seconds; of one whose agent was lost, from its claim until that was known. */
    public static double seconds(Attempt attempt) {
        double measured = attempt.usage().wallS();
        return measured > 0
                ? measured
                : Math.max(
                        0, Duration.between(attempt.started(), attempt.ended()).toMillis() / 1000.0);
    }

    /** Agent, host, cluster and allocation, as far as they are known; empty where nothing is. */
    public static String where(Attempt.Place place) {
        String host = place.host().isEmpty() ? "" : " on " + place.host();
        String allocation = place.allocation();
        return Harmless.line(Stream.of(
                        place.agent() + host,
                        place.cluster().isEmpty() ? "" : "cluster " + place.cluster(),
                        allocation == null ? "" : "allocation " + allocation)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", ")));
    }
}
