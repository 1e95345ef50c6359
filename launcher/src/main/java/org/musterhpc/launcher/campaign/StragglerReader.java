package org.musterhpc.launcher.campaign;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Walltime;

/** Reads whether tasks that take far longer than the others are begun once more: {@code stragglers: true}, or {@code 5m}. */
final class StragglerReader {
    static final String KEY = "stragglers";

    /** A task of which it is not said otherwise has run so long, at the least. */
    private static final Duration USUAL = Duration.ofSeconds(30);

    private StragglerReader() {}

    /** Null where there are none. */
    static @Nullable Duration read(@Nullable YamlValue value, Bounds bounds, Duration walltime) {
        if (value == null) {
            return null;
        }
        String text = value.isMap() ? "" : value.text();
        boolean said = text.matches("\\d.*");
        if (!said && !text.equals("true") && !text.equals("false")) {
            throw value.problem(
                    "is '" + text + "'",
                    "write true, or for how long a task runs at the least before it is begun once more, such as 5m");
        }
        if (!said && !value.truth()) {
            return null;
        }
        if (!bounds.none()) {
            throw value.problem(
                    "a second attempt would be one more than " + bound(bounds) + " lets run",
                    "take out either of the two");
        }
        Duration least = said ? value.parsed(Walltime::parse) : USUAL;
        if (said && (least.isZero() || least.compareTo(walltime) >= 0)) {
            throw value.problem(
                    "'" + value.text() + "' is not between 0 and the walltime, at which a task is killed",
                    "write for how long a task runs at the least before it is begun once more, such as 5m; or true");
        }
        return least;
    }

    private static String bound(Bounds bounds) {
        return bounds.maxRunning() > 0
                ? ResourceReader.MAX_RUNNING
                : bounds.rate() != null ? ResourceReader.RATE : ResourceReader.LIMITS;
    }
}
