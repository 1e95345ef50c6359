package org.musterhpc.queue.redis.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a script's header declares: those with a number, and those that come again for each stage. A call is held to
 * them where assertions are enabled, as in tests: a key in another's place would be read as if it were that one.
 *
 * @param numbered what each of the first is called; null: it may be one of several, or has no name of its own
 * @param perStage what each of a group is called that follows, as often as there are stages; empty: there is none
 */
record DeclaredKeys(List<@Nullable String> numbered, List<String> perStage) {
    private static final Pattern HEADER =
            Pattern.compile("^-- KEYS (.*?)\\n-- (?:ARGV|Returns)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String TYPE = "(?:HASH|LIST|ZSET|STRING|STREAM)";
    private static final Pattern NUMBERED = Pattern.compile("\\b(\\d+) ([a-z]+)(?= " + TYPE + "|, \\d)?");
    private static final Pattern GROUP = Pattern.compile("then per stage[a-z ]*: ((?:[a-z]+ " + TYPE + "(?:, )?)+)");
    private static final Pattern MEMBER = Pattern.compile("([a-z]+) " + TYPE);
    /** Queues that a user may have given other names. */
    private static final Set<String> RENAMED = Set.of("proc", "working");

    /** @throws IllegalStateException where the header does not say which keys there are */
    static DeclaredKeys of(Script script, String lua) {
        Matcher header = HEADER.matcher(lua);
        if (!header.find()) {
            throw new IllegalStateException(script + " does not declare its keys");
        }
        String declared = header.group(1).replaceAll("\\n-- *", " ");
        List<@Nullable String> numbered = new ArrayList<>();
        Matcher number = NUMBERED.matcher(declared);
        while (number.find() && Integer.parseInt(number.group(1)) == numbered.size() + 1) {
            String rest = declared.substring(number.end());
            boolean plain = rest.matches("(?s)(?: " + TYPE + "|, \\d).*");
            numbered.add(plain ? number.group(2) : null);
        }
        List<String> perStage = new ArrayList<>();
        Matcher group = GROUP.matcher(declared);
        if (group.find()) {
            Matcher member = MEMBER.matcher(group.group(1));
            while (member.find()) {
                perStage.add(member.group(1));
            }
        }
        return new DeclaredKeys(numbered, perStage);
    }

    /** What is wrong with the keys of a call; empty: nothing. */
    String wrong(List<String> keys) {
        if (keys.size() < numbered.size()) {
            return keys.size() + " keys, and " + numbered.size() + " are declared";
        }
        for (int i = 0; i < keys.size(); i++) {
            String name = name(i);
            if (name != null && !is(keys.get(i), name)) {
                return "key " + (i + 1) + " is declared as " + name + ", and is " + keys.get(i);
            }
        }
        return !perStage.isEmpty() && (keys.size() - numbered.size()) % perStage.size() != 0
                ? keys.size() + " keys are no whole number of stages"
                : "";
    }

    private @Nullable String name(int index) {
        if (index < numbered.size()) {
            return numbered.get(index);
        }
        return perStage.isEmpty() ? null : perStage.get((index - numbered.size()) % perStage.size());
    }

    private static boolean is(String key, String name) {
        String last = key.substring(key.lastIndexOf(':') + 1);
        // A mark before it: what is being put together aside. One that watches a cluster bears its name last.
        return last.equals(name) || last.equals("~" + name) || key.contains(":" + name + ":") || RENAMED.contains(name);
    }
}
