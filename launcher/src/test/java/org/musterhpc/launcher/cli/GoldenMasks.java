package org.musterhpc.launcher.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What differs from one machine, one run, one moment to the next is replaced by a word for it, by these rules alone. */
final class GoldenMasks {
    private final Map<Pattern, String> rules = new LinkedHashMap<>();

    GoldenMasks(Path folder) {
        mask(Pattern.quote(folder.toString()), Matcher.quoteReplacement("$DIR"));
        mask(Pattern.quote(Path.of("").toAbsolutePath().toString()), Matcher.quoteReplacement("$HERE"));
        mask("127\\.0\\.0\\.1:\\d{2,}", "127.0.0.1:PORT");
        // Attempts say fixed times of this day; all else is now.
        mask("(?!2026-01-02)\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?", "TIME");
        mask("\\b(\\d+ (s|min|h|d) ?)+(ago|from now)", "LONG $3");
        mask("\\bfor \\d+:\\d\\d\\b", "for LONG");

        // A server of our own
        mask("\\bprocess (?!17\\b)\\d+", "process PID");
        mask("\"pid\":(?!17\\b)\\d+", "\"pid\":PID");
        mask("\"(memory_bytes|disk_bytes|uptime_s|clients)\":\\d+", "\"$1\":N");
        mask("holds {4}.*", "holds    …");
        mask("\\b(redis|valkey) \\d+\\.\\d+\\.\\d+", "redis N.N.N");
        mask("redis-server-[\\w.-]+", "redis-server-N");

        mask("/\\S*/muster-self-check-\\d+", "\\$TRIAL");

        // What a report says of programs and machine
        mask("\"versions\":\\{[^}]*\\}", "\"versions\":{…}");
        mask("(?m)^\\| (Muster|Java|System|Server) \\| .* \\|$", "| $1 | … |");
        mask("\"owner\":\"[^\"]*\"", "\"owner\":\"USER\"");
        mask("TIME UTC by \\S+", "TIME UTC by USER");

        // What doctor says of the machine rather than of the setup
        mask("(?m)^(?:ok|warn|fail) +(java|/proc|disk|memory|clock) .*\\n(?: {10,}.*\\n)*", "…     $1 …\n");
        mask("\"check\":\"(java|/proc|disk|memory|clock)\",.*\\}", "\"check\":\"$1\",…}");
    }

    private void mask(String what, String word) {
        rules.put(Pattern.compile(what), word);
    }

    String apply(String text) {
        String masked = text;
        for (Map.Entry<Pattern, String> rule : rules.entrySet()) {
            masked = rule.getKey().matcher(masked).replaceAll(rule.getValue());
        }
        return masked;
    }
}
