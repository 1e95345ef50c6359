package org.musterhpc.queue.redis.work;

import java.util.List;
import java.util.function.Consumer;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Setup;

/** The end of a schedule: everybody is well and time passes, and every task must end. */
final class Settling {
    private static final int ROUNDS = 50;
    private static final String ALL = "100000";

    private final World world;
    private final Setup setup;
    private final Consumer<Act> player;

    Settling(World world, Consumer<Act> player) {
        this.world = world;
        this.setup = world.setup;
        this.player = player;
    }

    private void play(Act act) {
        player.accept(act);
    }

    /** Everybody is well: what can end ends; what was cancelled or died is sent again, and then all of it is done. */
    void settle() {
        play(Act.of("resume"));
        play(Act.of("relaunch"));
        for (Stage stage : setup.stages()) {
            if (world.rig.campaign.brought(stage.name())) {
                continue;
            }
            while (world.state.said.getOrDefault(stage.name(), 0L) < world.tasks(stage.name())) {
                play(Act.of("push", stage.name(), setup.tasks()));
            }
            play(Act.of("seal", stage.name()));
        }
        drain();
        play(Act.of("requeue", "-", "-", "yes"));
        drain();
        expectAllDone();
    }

    private void drain() {
        for (int round = 0; moving(); round++) {
            if (round == ROUNDS + 2 * setup.tasks()) { // each may need one of its own, where one runs at a time
                throw new AssertionError("tasks do not end");
            }
            for (int agent = 0; agent < setup.agents(); agent++) {
                play(Act.of("beat", agent));
                for (String on : List.of(agent + "", agent + "b")) {
                    play(Act.of("ghost", on));
                    play(Act.of("turn", on, "-", "-", 0)); // what was not answered comes first
                }
                int holds = world.state.agents.get(agent).holds.size();
                play(Act.of("turn", agent, holds == 0 ? "-" : "f".repeat(holds), "-", 0));
                for (Stage stage : setup.stages()) {
                    play(Act.of("turn", agent, "-", stage.name(), ALL));
                }
            }
            play(Act.of("sweep"));
            play(Act.of("tend"));
            play(Act.of("pass", 61_000));
        }
    }

    private boolean moving() {
        return world.state.ideal.stages.values().stream().anyMatch(places -> places.count("sealed") == 0)
                || world.state.ideal.stages.values().stream()
                        .anyMatch(places -> !Places.withoutBlanks(places.proc).isEmpty()
                                || !places.delayed.isEmpty()
                                || !places.working.isEmpty());
    }

    /** Nothing but what cannot be read, and what waits for a whole stage in which there is such, is left. */
    private void expectAllDone() {
        boolean unreadable = false;
        for (Stage stage : setup.stages()) {
            Places places = world.state.ideal.at(stage.name());
            boolean mayBeHeld =
                    unreadable && stage.after() != null && stage.after().all();
            unreadable |= places.index.size() != places.count("pushed");
            boolean fine = places.blocked.isEmpty()
                    && (mayBeHeld || places.held.isEmpty())
                    && places.dead.values().stream().allMatch(text -> text.endsWith("raw"))
                    && places.cancelled.values().stream().allMatch(text -> text.endsWith("raw"));
            if (!fine || (!setup.doubles() && unreadable)) {
                throw new AssertionError("not all of " + stage.name() + " is done: " + places.counts);
            }
        }
        if (!setup.doubles() && !world.rig.queues.view().audit(setup.name()).holds()) {
            throw new AssertionError("audit: " + world.rig.queues.view().audit(setup.name()));
        }
    }
}
