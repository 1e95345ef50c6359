package org.musterhpc.launcher.campaign;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.OnEnd;

/**
 * What is run when the campaign has ended.
 *
 * @param at where the file names it
 * @param line for a shell, in the campaign file's folder
 */
public record EndCommand(Spot at, String line) {
    public static final String KEY = "on_end";

    static @Nullable EndCommand read(@Nullable YamlValue value, Variables variables) {
        if (value == null) {
            return null;
        }
        String line = variables.line(value);
        if (line.isBlank()) {
            throw value.problem("is empty", "write what is to be run, or leave it out");
        }
        return new EndCommand(value.at(), line);
    }

    /** The folder of the campaign's file, where it runs. */
    public Path folder() {
        Path file = at.file().toAbsolutePath().normalize();
        Path folder = file.getParent();
        return folder == null ? file : folder;
    }

    /** As the campaign carries it. */
    public OnEnd onEnd() {
        return new OnEnd(line, folder().toString());
    }
}
