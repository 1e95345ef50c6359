package org.musterhpc.launcher.yaml;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys as other tools call them, which no count of changed letters leads to ours. */
final class OtherWords {
    private static final String CPUS = "resources.cpus";
    private static final String MEMORY = "resources.memory";
    private static final String ATTEMPTS = "retry.max_attempts";

    /** Our key; behind the one that it stands in, where it is not the stage's own. */
    private static final Map<String, String> OURS = Map.ofEntries(
            entry("cmd", "command"),
            entry("script", "command"),
            entry("shell", "command"),
            entry("exec", "command"),
            entry("name", "campaign"),
            entry("time", "walltime"),
            entry("timeout", "walltime"),
            entry("time_limit", "walltime"),
            entry("cpu", CPUS),
            entry("cpus", CPUS),
            entry("ncpus", CPUS),
            entry("cores", CPUS),
            entry("threads", CPUS),
            entry("mem", MEMORY),
            entry("memory", MEMORY),
            entry("ram", MEMORY),
            entry("gpu", "resources.gpus"),
            entry("gpus", "resources.gpus"),
            entry("retries", ATTEMPTS),
            entry("max_retries", ATTEMPTS),
            entry("attempts", ATTEMPTS),
            entry("max_attempts", ATTEMPTS),
            entry("needs", "after"),
            entry("depends_on", "after"),
            entry("requires", "after"),
            entry("cwd", "workdir"),
            entry("chdir", "workdir"),
            entry("dir", "workdir"),
            entry("concurrency", "max_running"),
            entry("max_parallel", "max_running"),
            entry("image", "container.image"),
            entry("fail", "exit"),
            entry("failure", "exit"),
            entry("error", "exit"),
            entry("files", "glob"));

    private OtherWords() {}

    /** What to do about a key that is not ours, or null where it is none of these or means nothing there. */
    static @Nullable String meant(String word, Collection<String> known) {
        if (word.equals("<<")) {
            return "write the keys out: YAML 1.2 merges no maps; an alias stands for a whole value";
        }
        String ours = OURS.get(word.toLowerCase(Locale.ROOT).replace('-', '_'));
        if (ours == null) {
            return null;
        }
        int dot = ours.indexOf('.');
        String key = ours.substring(dot + 1);
        String counted = ours.equals(ATTEMPTS) && !word.contains("attempts") ? " (the first attempt counts, too)" : "";
        if (known.contains(key)) {
            return "did you mean '" + key + "'?" + counted;
        }
        return dot > 0 && known.contains(ours.substring(0, dot))
                ? "write " + ours.substring(0, dot) + ": {" + key + ": …}" + counted
                : null;
    }
}
