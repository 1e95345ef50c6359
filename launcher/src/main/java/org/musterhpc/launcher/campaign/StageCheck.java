package org.musterhpc.launcher.campaign;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Walltime;

/**
 * A program of the user's that looks at all tasks of a stage before any is sent.
 *
 * @param at where the file names it
 * @param line for a shell, in the campaign file's folder
 * @param timeout how long it may take for all of them
 */
public record StageCheck(Spot at, String line, Duration timeout) {
    static final String KEY = "verify";
    static final List<String> KEYS = List.of("run", "timeout");
    static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    /** {@code verify: LINE} or {@code verify: {run: LINE, timeout: TIME}}. */
    static @Nullable StageCheck read(@Nullable YamlValue value, Variables variables) {
        if (value == null) {
            return null;
        }
        YamlMap map = value.isMap() ? value.map("in verify").only(KEYS) : null;
        YamlValue run = map == null ? value : map.get("run");
        if (run == null) {
            throw value.problem("names no program", "write verify: ./check.py, or {run: ./check.py, timeout: 10m}");
        }
        String line = variables.line(run);
        if (line.isBlank()) {
            throw run.problem("is empty", "write what is to be run, or leave it out");
        }
        YamlValue timeout = map == null ? null : map.get("timeout");
        Duration time = timeout == null ? DEFAULT_TIMEOUT : timeout.parsed(Walltime::parse);
        if (timeout != null && time.isZero()) {
            throw timeout.problem(
                    "'" + timeout.text() + "' is no time at all", "write how long it may take, such as 10m");
        }
        return new StageCheck(run.at(), line, time);
    }
}
