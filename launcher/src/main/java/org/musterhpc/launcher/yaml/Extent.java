package org.musterhpc.launcher.yaml;

import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Counts a tree's values with aliases followed: the library's own limit still lets a few aliases multiply to millions. And
 * looks for NUL, which {@code "\0"} is.
 */
final class Extent {
    private static final int MOST = 1_000_000;

    private final Path file;
    private final Set<Node> above = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    Extent(Path file) {
        this.file = file;
    }

    /**
     * @throws Problem where there are too many values, one holds itself, or a text holds what no path or argument can
     */
    void check(Node node) {
        if (++values > MOST) {
            throw at(node).usage(
                            "aliases make this file more than a million values",
                            "write the values out, or put the tasks into a file of their own");
        }
        if (node instanceof ScalarNode text && text.getValue().codePoints().anyMatch(Extent::impossible)) {
            throw at(node).usage(
                            "a text holds a NUL character or half of a character",
                            "no path, argument or variable can hold one: remove it");
        }
        if (!(node instanceof CollectionNode<?>)) {
            return;
        }
        if (!above.add(node)) {
            throw at(node).usage("a value holds itself through an alias", "write the value out");
        }
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(this::check);
        } else if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                check(entry.getKeyNode());
                check(entry.getValueNode());
            }
        }
        above.remove(node);
    }

    private static boolean impossible(int point) {
        return point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private Spot at(Node node) {
        return new Spot(file, node.getStartMark().getLine() + 1);
    }
}
