package org.musterhpc.launcher.yaml;

import java.util.IdentityHashMap;
import java.util.Map;
import org.musterhpc.launcher.problem.Place;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Refuses what is small on disk and immense in memory: aliases within aliases, and values that hold themselves. */
final class Bulk {
    private static final long MOST_VALUES = 4_000_000;
    private static final long RUNNING = -1;

    private final String file;
    private final Map<Node, Long> sizes = new IdentityHashMap<>();

    private Bulk(String file) {
        this.file = file;
    }

    static void check(String file, Node root) {
        new Bulk(file).size(root);
    }

    /** How many values there are once every alias is replaced by what it stands for. */
    private long size(Node node) {
        Long known = sizes.putIfAbsent(node, RUNNING);
        if (known != null) {
            if (known == RUNNING) {
                throw place(node).problem("a value holds itself through an alias", "write it out without the alias");
            }
            return known;
        }
        long size = 1;
        if (node instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                size += size(item);
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                size += size(entry.getKeyNode()) + size(entry.getValueNode());
            }
        }
        if (size > MOST_VALUES) {
            throw place(node)
                    .problem(
                            "more than " + MOST_VALUES + " values once its aliases are written out",
                            "use fewer aliases (*name) within aliases");
        }
        sizes.put(node, size);
        return size;
    }

    private Place place(Node node) {
        return new Place(file, node.getStartMark().getLine() + 1);
    }
}
