package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.redis.World.Setup;

/**
 * Plays every schedule of up to so many acts. States that are the same for all that can follow are gone on from once; to go
 * back to one, the keys in Redis are put back from copies.
 */
final class Exploration {
    private static final String SAVE =
            "for _, key in ipairs(KEYS) do redis.call('COPY', key, ARGV[1] .. key, 'REPLACE') end";
    private static final String LOAD = """
            for _, key in ipairs(KEYS) do
              redis.call('DEL', key)
              redis.call('COPY', ARGV[1] .. key, key)
            end
            """;
    private static final String FREE = "for _, key in ipairs(KEYS) do redis.call('DEL', ARGV[1] .. key) end";
    /** From how many of the last states it is tried whether every task ends. */
    private static final int RECOVERIES = 40;

    private final World world;
    private final Choices choices;
    private final List<String> keys;
    private int slots;

    private Exploration(World world, Choices choices) {
        this.world = world;
        this.choices = choices;
        this.keys = new ArrayList<>(world.look.keys());
        Keys names = new Keys(RedisAddress.DEFAULT_PREFIX, world.setup.name());
        this.keys.add(names.campaign());
        names.ofAgents().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
    }

    /**
     * @param states how many different states were met
     * @param played how many acts were played on Redis
     * @param schedules how many orders of acts lead through them
     */
    record Covered(int depth, long states, long played, long schedules) {}

    private static final class Node {
        final World.State state;
        final @Nullable Node parent;
        final @Nullable Act act;
        final String slot;
        long ways;

        Node(World.State state, @Nullable Node parent, @Nullable Act act, String slot) {
            this.state = state;
            this.parent = parent;
            this.act = act;
            this.slot = slot;
        }

        List<String> story() {
            List<String> acts = new ArrayList<>();
            for (Node at = this; at != null && at.act != null; at = at.parent) {
                acts.add(at.act.toString());
            }
            Collections.reverse(acts);
            return acts;
        }
    }

    /**
     * @param opening a schedule that is played first
     * @throws AssertionError with the schedule, where something is not as it must be
     */
    static Covered run(Setup setup, Map<Script, Script.Text> scripts, String opening, Choices choices, int depth) {
        try (World world = new World(setup, scripts)) {
            Exploration exploration = new Exploration(world, choices);
            Act.schedule(opening).forEach(world::play);
            return exploration.explore(depth);
        }
    }

    private Covered explore(int depth) {
        Node root = new Node(world.state, null, null, slot());
        root.ways = 1;
        script(SAVE, root.slot);
        long played = 0;
        Map<String, Node> met = new LinkedHashMap<>(Map.of(Fingerprint.of(root.state), root));
        List<Node> layer = List.of(root);
        long schedules = 0;
        for (int d = 0; d < depth; d++) {
            Map<String, Node> next = new LinkedHashMap<>();
            for (Node node : layer) {
                go(node);
                for (Act act : choices.of(world)) {
                    go(node);
                    Node after = step(node, act);
                    played++;
                    String print = Fingerprint.of(after.state);
                    if (met.putIfAbsent(print, after) == null) {
                        script(SAVE, after.slot);
                        next.put(print, after);
                    }
                    Node same = next.get(print);
                    if (same != null) {
                        same.ways += node.ways;
                    } else {
                        schedules += node.ways; // back in a state from which everything is tried already
                    }
                }
            }
            if (d + 1 < depth) {
                layer.forEach(node -> script(FREE, node.slot));
            }
            layer = List.copyOf(next.values());
        }
        schedules += layer.stream().mapToLong(node -> node.ways).sum();
        recover(layer);
        layer.forEach(node -> script(FREE, node.slot));
        return new Covered(depth, met.size(), played, schedules);
    }

    private Node step(Node node, Act act) {
        try {
            world.play(act);
        } catch (AssertionError | RuntimeException e) {
            List<String> acts = node.story();
            acts.add(act.toString());
            throw new AssertionError(e.getMessage() + "\nafter " + String.join("; ", acts), e);
        }
        return new Node(world.state, node, act, slot());
    }

    private void recover(List<Node> layer) {
        for (int i = 0; i < layer.size(); i += Math.max(1, layer.size() / RECOVERIES)) {
            Node node = layer.get(i);
            go(node);
            List<String> acts = node.story();
            try {
                new Recovery(world, act -> {
                            acts.add(act.toString());
                            world.play(act);
                        })
                        .settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(e.getMessage() + "\nafter " + String.join("; ", acts), e);
            }
        }
    }

    private void go(Node node) {
        script(LOAD, node.slot);
        world.state = node.state.copy();
    }

    private String slot() {
        return "model:" + slots++ + ":";
    }

    private void script(String text, String slot) {
        world.wire.ask(redis -> redis.eval(text, keys, List.of(slot)));
    }
}
