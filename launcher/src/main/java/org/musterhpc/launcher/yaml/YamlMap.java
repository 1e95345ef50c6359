package org.musterhpc.launcher.yaml;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.command.NearestName;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Keys and values in the order of the file. */
public final class YamlMap {
    private final YamlValue self;
    private final String where;
    private final Map<String, YamlValue> values;

    private YamlMap(YamlValue self, String where, Map<String, YamlValue> values) {
        this.self = self;
        this.where = where;
        this.values = values;
    }

    static YamlMap of(YamlValue self, MappingNode node, String where) {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        for (NodeTuple entry : node.getValue()) {
            int line = YamlValue.line(entry.getKeyNode());
            Spot at = new Spot(self.at().file(), line);
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw at.usage("a key " + where + " is not a text", "write {{name}} in quotes: \"{{name}}\"");
            }
            YamlValue value = self.child(key.getValue(), line, entry.getValueNode());
            YamlValue before = values.putIfAbsent(key.getValue(), value);
            if (before != null) {
                throw at.usage(
                        "duplicate key '" + key.getValue() + "' " + where,
                        "remove one of the two; the other is on line "
                                + before.at().line());
            }
        }
        return new YamlMap(self, where, values);
    }

    public Spot at() {
        return self.at();
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public Map<String, YamlValue> values() {
        return values;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value, or null where the key is not there. */
    public @Nullable YamlValue get(String key) {
        return values.get(key);
    }

    /** The value, or null where the key is not there or nothing stands behind it. */
    public @Nullable YamlValue some(String key) {
        YamlValue value = values.get(key);
        return value == null || value.isNothing() ? null : value;
    }

    /**
     * @throws Problem where a key is none of these; names the nearest
     */
    public YamlMap only(Collection<String> known) {
        for (Map.Entry<String, YamlValue> entry : values.entrySet()) {
            if (!known.contains(entry.getKey())) {
                String other = OtherWords.meant(entry.getKey(), known);
                throw entry.getValue()
                        .at()
                        .usage(
                                "unknown key '" + entry.getKey() + "' " + where,
                                other == null ? meant(entry.getKey(), known) : other);
            }
        }
        return this;
    }

    /** What to do about a name that is not known. */
    public static String meant(String name, Collection<String> known) {
        String nearest = NearestName.of(name, known);
        return nearest != null ? "did you mean '" + nearest + "'?" : "use one of: " + String.join(", ", known);
    }
}
