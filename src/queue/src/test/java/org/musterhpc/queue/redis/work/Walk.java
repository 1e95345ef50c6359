package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Setup;
import org.musterhpc.queue.redis.Setups;
import org.musterhpc.queue.redis.script.Script;

/** A random walk through the acts of a {@link World}; the same seed walks the same way. */
final class Walk {
    private static final int SHOWN = 40;

    private final long seed;
    private final Random random;
    private final World world;
    private final Setup setup;
    private final List<Act> acts = new ArrayList<>();

    private Walk(World world, long seed) {
        this.world = world;
        this.setup = world.setup;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** A walk of a size that follows from its seed; every third through fan-ins, some through children, every other one of the rest among other producers that send ids twice. */
    static int run(long seed, int steps) {
        int tasks = seed % 5 == 0 ? 150 : 30;
        Setup setup = seed % 3 == 0
                ? Setups.fan("walk", tasks, 5)
                : seed % 7 == 1 ? Setups.children("walk", tasks, 5) : Setups.chain("walk", tasks, 5, seed % 2 == 0);
        return run(setup, Script.texts(), seed, steps);
    }

    /**
     * Walks, then lets everybody be well and time pass, and makes sure that every task ends.
     *
     * @return how many acts were played
     * @throws AssertionError with the seed and the last acts, where something is not as it must be
     */
    static int run(Setup setup, Map<Script, Script.Text> scripts, long seed, int steps) {
        try (World world = new World(setup, scripts)) {
            Walk walk = new Walk(world, seed);
            try {
                for (int i = 0; i < steps; i++) {
                    walk.play(walk.next());
                }
                new Settling(world, walk::play).settle();
                return walk.acts.size();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(walk.story(e), e);
            }
        }
    }

    private String story(Throwable what) {
        int from = Math.max(0, acts.size() - SHOWN);
        return "seed " + seed + ", act " + acts.size() + " (walk it again with -Dmodel.seed=" + seed + "):\n"
                + what.getMessage() + "\nafter " + String.join("; ", texts(acts.subList(from, acts.size())));
    }

    private static List<String> texts(List<Act> acts) {
        return acts.stream().map(Act::toString).toList();
    }

    private void play(Act act) {
        acts.add(act);
        world.play(act);
    }

    private Act next() {
        int dice = random.nextInt(100);
        if (dice < 38) {
            return turn(random.nextInt(setup.agents()));
        }
        if (dice < 52) {
            return launcher();
        }
        if (dice < 70) {
            return agent(random.nextInt(setup.agents()));
        }
        if (dice < 82) {
            return sentinel();
        }
        if (dice < 90) {
            return person();
        }
        return Act.of("pass", one(1L, 1_000L, 1_000L, 5_000L, 5_000L, 29_999L, 30_000L, 60_000L, 700_000L));
    }

    @SafeVarargs
    private <T> T one(T... all) {
        return all[random.nextInt(all.length)];
    }

    private String stage() {
        return one(setup.stages().toArray(Stage[]::new)).name();
    }

    private String id() {
        return random.nextInt(8) == 0
                ? "x" + (1 + random.nextInt(20))
                : world.idOf(stage(), 1 + random.nextInt(setup.tasks()));
    }

    private Act lostNowAndThen(Act act) {
        if (random.nextInt(8) != 0) {
            return act;
        }
        List<String> words = new ArrayList<>(act.words());
        words.add(act.verb().equals("turn") && random.nextBoolean() ? "drop" : "lost");
        return new Act(act.verb(), words);
    }

    private Act turn(int agent) {
        StringBuilder reports = new StringBuilder("-");
        int holds = world.state.agents.get(agent).holds.size();
        if (holds > 0) {
            reports.setLength(0);
            for (int i = 0; i < holds; i++) {
                reports.append(one('f', 'f', 'f', 'r', 'R', 'w', 'p', 'p', 'b', 'g', '.', '.', '.'));
            }
        }
        boolean claims = random.nextInt(3) != 0;
        String count = (1 + random.nextInt(6)) + (random.nextInt(6) == 0 ? "s" : "");
        String on = onSomeLane(agent);
        return lostNowAndThen(
                claims ? Act.of("turn", on, reports, stageToClaimFrom(), count) : Act.of("turn", on, reports, "-", 0));
    }

    private String onSomeLane(int agent) {
        return agent + (random.nextInt(3) == 0 ? "b" : "");
    }

    private String stageToClaimFrom() {
        String any = stage();
        return random.nextInt(4) == 0
                ? any
                : world.state.ideal.stages.entrySet().stream()
                        .filter(stage -> !stage.getValue().proc.isEmpty())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(any);
    }

    private Act launcher() {
        return switch (random.nextInt(15)) {
            case 14 -> Act.of("unseal", stage());
            case 0 -> Act.of("relaunch");
            case 1, 2, 3 -> Act.of("seal", stage());
            case 4 -> Act.of("send", stage(), one("new", "anon"));
            case 5 -> setup.doubles() ? Act.of("send", stage(), one("again", "bad")) : Act.of("send", stage(), "new");
            default -> lostNowAndThen(Act.of("push", stage(), 1 + random.nextInt(setup.tasks() / 4 + 1)));
        };
    }

    private Act agent(int agent) {
        return switch (random.nextInt(10)) {
            case 0 -> Act.of("crash", agent);
            case 5 -> lostNowAndThen(Act.of("double", agent, stage(), one(0, 1_000, 30_000)));
            case 1, 2, 3 -> Act.of("echo", random.nextInt(setup.echoes()));
            case 4 -> Act.of("ghost", onSomeLane(agent));
            default -> Act.of("beat", agent);
        };
    }

    private Act sentinel() {
        int agent = random.nextInt(setup.agents());
        return switch (random.nextInt(15)) {
            case 10, 11 -> Act.of("tell", lostTask());
            case 12, 13 -> lostNowAndThen(Act.of("amend"));
            case 14 -> Act.of("tend");
            case 0, 1, 2 -> Act.of("look");
            case 3 -> Act.of("spot", agent);
            case 4, 5, 6 -> lostNowAndThen(Act.of("take"));
            case 7, 8 -> Act.of("sweep");
            default -> Act.of("release", agent);
        };
    }

    /** One that was lost and may wait; any where there is none. */
    private String lostTask() {
        List<String> ids = world.state.ideal.stages.values().stream()
                .flatMap(places -> places.history.keySet().stream())
                .sorted()
                .toList();
        return ids.isEmpty() ? id() : ids.get(random.nextInt(ids.size()));
    }

    private Act person() {
        int dice = random.nextInt(40);
        if (dice == 0) {
            return Act.of("cancel-all", random.nextInt(4) == 0 ? "-" : stage());
        }
        if (dice < 18) {
            return Act.of("cancel", id());
        }
        if (dice < 24) {
            return Act.of("requeue", one("-", stage()), "-", one("yes", "no"));
        }
        if (dice < 32) {
            return random.nextInt(3) == 0 ? Act.of("reopen", id()) : Act.of("requeue", "-", id(), one("yes", "no"));
        }
        return Act.of(dice < 34 ? "pause" : "resume");
    }
}
