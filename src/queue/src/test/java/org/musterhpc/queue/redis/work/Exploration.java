package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.redis.Setup;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.Script;

/**
 * Plays every schedule of up to so many acts. States that are the same for all that can follow are gone on from once; to go
 * back to one, the keys in Redis are put back from copies.
 */
final class Exploration {
    /** Copies what is there, and says which of the keys that are. */
    private static final String SAVE = """
            local there = {}
            for i, key in ipairs(KEYS) do
              if redis.call('COPY', key, ARGV[1] .. i, 'REPLACE') == 1 then there[#there + 1] = tostring(i) end
            end
            return there
            """;

    private static final String LOAD = """
            redis.call('DEL', unpack(KEYS))
            for i = 2, #ARGV do redis.call('COPY', ARGV[1] .. ARGV[i], KEYS[tonumber(ARGV[i])]) end
            """;
    private static final String FREE = "for i = 2, #ARGV do redis.call('DEL', ARGV[1] .. ARGV[i]) end";
    /** From how many of the last states it is tried whether every task ends. */
    private static final int RECOVERIES = 40;

    private final World world;
    private final Choices choices;
    private final List<String> keys;
    private final TestScript save = new TestScript(SAVE);
    private final TestScript load = new TestScript(LOAD);
    private final TestScript free = new TestScript(FREE);
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
        final @Nullable Node parent;
        final @Nullable Act act;
        long ways;
        /** Until all that follows has been tried, or null where that is not tried. */
        @Nullable
        Copy copy;

        Node(@Nullable Node parent, @Nullable Act act) {
            this.parent = parent;
            this.act = act;
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
     * What it takes to be there again.
     *
     * @param slot what the keys' copies are named by
     * @param there which of the keys there are
     */
    private record Copy(World.State state, String slot, List<String> there) {}

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
        Node root = new Node(null, null);
        root.ways = 1;
        root.copy = copy();
        long played = 0;
        Map<String, Node> met = new HashMap<>(Map.of(Fingerprint.of(world.state), root));
        List<Node> before = List.of();
        List<Node> layer = List.of(root);
        long schedules = 0;
        for (int d = 0; d < depth; d++) {
            Map<String, Node> next = new LinkedHashMap<>();
            boolean last = d + 1 == depth;
            for (Node node : layer) {
                go(node);
                // Of the last, nothing is kept: the look that ends an act goes back at once.
                world.then = last ? new Contents.Then(keys, of(Objects.requireNonNull(node.copy))) : null;
                for (Act act : choices.of(world)) {
                    Node after = step(node, act);
                    played++;
                    String print = Fingerprint.of(world.state);
                    if (met.putIfAbsent(print, after) == null) {
                        after.copy = last ? null : copy();
                        next.put(print, after);
                    }
                    Node same = next.get(print);
                    if (same != null) {
                        same.ways += node.ways;
                    } else {
                        schedules += node.ways; // back in a state from which everything is tried already
                    }
                    if (last) {
                        world.state = Objects.requireNonNull(node.copy).state().copy();
                    } else {
                        go(node);
                    }
                }
            }
            world.then = null;
            before.forEach(this::free);
            before = layer;
            layer = List.copyOf(next.values());
        }
        schedules += layer.stream().mapToLong(node -> node.ways).sum();
        recover(layer);
        before.forEach(this::free);
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
        return new Node(node, act);
    }

    private void recover(List<Node> layer) {
        for (int i = 0; i < layer.size(); i += Math.max(1, layer.size() / RECOVERIES)) {
            Node node = layer.get(i);
            go(Objects.requireNonNull(node.parent));
            List<String> acts = node.parent.story();
            Consumer<Act> player = act -> {
                acts.add(act.toString());
                world.play(act);
            };
            try {
                player.accept(Objects.requireNonNull(node.act));
                new Settling(world, player).settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(e.getMessage() + "\nafter " + String.join("; ", acts), e);
            }
        }
    }

    private void go(Node node) {
        Copy copy = Objects.requireNonNull(node.copy);
        load.run(world.runner, keys, of(copy));
        world.state = copy.state().copy();
    }

    private Copy copy() {
        String slot = "model:" + slots++ + ":";
        List<?> there = (List<?>) save.run(world.runner, keys, List.of(slot));
        return new Copy(world.state, slot, there.stream().map(String::valueOf).toList());
    }

    private void free(Node node) {
        free.run(world.runner, List.of(), of(Objects.requireNonNull(node.copy)));
        node.copy = null;
    }

    private static List<String> of(Copy copy) {
        List<String> args = new ArrayList<>(List.of(copy.slot()));
        args.addAll(copy.there());
        return args;
    }
}
