package org.musterhpc.launcher.config;

import java.nio.file.Path;
import java.util.Map;
import org.musterhpc.launcher.yaml.YamlValue;

/** Paths in {@code muster.yml}: {@code ~/} is the user's home, others are relative to the folder of the file. */
final class HomePath {
    private HomePath() {}

    static Path home(Map<String, String> env) {
        return Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
    }

    static Path of(YamlValue value, Map<String, String> env) {
        String text = value.text();
        return text.startsWith("~/")
                ? home(env).resolve(text.substring(2))
                : value.at().folder().resolve(text);
    }
}
