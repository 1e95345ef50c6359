package org.musterhpc.launcher.yaml;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Place;
import org.musterhpc.queue.command.NearestName;

/** A mapping of which every key is known. A key without a value counts as left out. */
public final class Section {
    private final Value value;
    private final String what;
    private final Collection<String> keys;
    private final Map<String, Value> entries;

    private Section(Value value, String what, Collection<String> keys, Map<String, Value> entries) {
        this.value = value;
        this.what = what;
        this.keys = keys;
        this.entries = entries;
    }

    static Section of(Value value, String what, Collection<String> keys) {
        Map<String, Value> entries = value.entries(what);
        for (String key : entries.keySet()) {
            if (!keys.contains(key)) {
                throw value.keyPlace(key).problem("unknown key '" + key + "' in " + what, meant(key, keys));
            }
        }
        return new Section(value, what, keys, entries);
    }

    static String meant(String word, Collection<String> known) {
        String nearest = NearestName.of(word, known);
        return nearest == null ? "known here: " + String.join(", ", known) : "did you mean '" + nearest + "'?";
    }

    /** What it is called in problems. */
    public String what() {
        return what;
    }

    public Place place() {
        return value.place();
    }

    /** Where the key stands; the section's own place where it is left out. */
    public Place place(String key) {
        return value.keyPlace(key);
    }

    public boolean has(String key) {
        return get(key) != null;
    }

    public @Nullable Value get(String key) {
        if (!keys.contains(key)) {
            throw new IllegalArgumentException("nobody declared the key " + key + " of " + what);
        }
        Value found = entries.get(key);
        return found == null || found.isNull() ? null : found;
    }

    /**
     * The value of a key that must be there.
     *
     * @param advice what to write
     */
    public Value need(String key, String advice) {
        Value found = get(key);
        if (found == null) {
            throw value.keyPlace(key).problem(what + " has no '" + key + "'", advice);
        }
        return found;
    }

    /** The key's value as a text, or the default. */
    public @Nullable String text(String key, @Nullable String missing) {
        Value found = get(key);
        return found == null ? missing : found.text(key);
    }

    /** The key's value as a whole number, or the default. */
    public int whole(String key, int missing, int least, int most) {
        Value found = get(key);
        return found == null ? missing : found.whole(key, least, most);
    }
}
