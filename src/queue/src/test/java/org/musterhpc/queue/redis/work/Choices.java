package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Rig;

/**
 * Everything that may happen next in a small {@link World}, but for what surely changes nothing.
 *
 * @param verbs which acts are tried; {@code lanes}: agents have two exchanges under way
 * @param letters how agents report
 * @param losses whether answers may be lost
 * @param holds how many leases an agent may hold
 * @param times by how much time may jump
 */
record Choices(Set<String> verbs, String letters, boolean losses, int holds, List<Long> times) {

    /** So long must the first attempt have taken for there to be a second one (ms). */
    private static final int LONG = 1_000;

    List<Act> of(World world) {
        List<Act> acts = new ArrayList<>();
        for (int agent = 0; agent < world.setup.agents(); agent++) {
            agent(world, agent, acts);
        }
        if (verbs.contains("echo") && !world.state.sent.isEmpty()) {
            acts.add(Act.of("echo", 0));
        }
        launcher(world, acts);
        sentinel(world, acts);
        person(world, acts);
        times.forEach(time -> acts.add(Act.of("pass", time)));
        acts.removeIf(act -> !verbs.contains(act.verb()));
        return acts;
    }

    private void add(List<Act> acts, String verb, Object... words) {
        acts.add(Act.of(verb, words));
        boolean drops = verb.equals("turn") && verbs.contains("ghost");
        List<String> faults = !losses ? List.of() : drops ? List.of("lost", "drop") : List.of("lost");
        for (String fault : faults) {
            Object[] more = Arrays.copyOf(words, words.length + 1);
            more[words.length] = fault;
            acts.add(Act.of(verb, more));
        }
    }

    private void agent(World world, int agent, List<Act> acts) {
        WorldAgents.Member member = world.state.agents.get(agent);
        List<WorldAgents.Hold> holding = member.holds;
        List<Lane> lanes = verbs.contains("lanes") ? List.of(Lane.values()) : List.of(Lane.FIRST);
        for (Lane lane : lanes) {
            String on = agent + (lane == Lane.SECOND ? "b" : "");
            if (holding.size() < holds || member.owed(lane)) {
                for (Stage stage : world.setup.stages()) {
                    add(acts, "turn", on, "-", stage.name(), 1);
                }
            }
            if (member.ghosts.containsKey(lane)) {
                acts.add(Act.of("ghost", on));
            }
        }
        for (int i = 0; i < holding.size(); i++) {
            String before = ".".repeat(i);
            if (holding.get(i).decided() != null) {
                acts.add(Act.of("turn", agent, before + letters.charAt(0), "-", 0));
                continue;
            }
            for (int letter = 0; letter < letters.length(); letter++) {
                add(acts, "turn", agent, before + letters.charAt(letter), "-", 0);
            }
        }
        boolean working = world.state.ideal.stages.values().stream().anyMatch(places -> !places.working.isEmpty());
        if (working && holding.size() < holds) {
            world.setup.stages().forEach(stage -> add(acts, "double", agent, stage.name(), LONG));
        }
        if (news(world, member)) {
            acts.add(Act.of("beat", agent));
        }
        if (!holding.isEmpty() || member.owed()) {
            acts.add(Act.of("crash", agent));
        }
    }

    /** Whether a heartbeat can change anything. */
    private static boolean news(World world, WorldAgents.Member member) {
        IdealAgents agents = world.state.ideal.agents;
        return member.heard.again()
                || agents.revoked.getOrDefault(member.name, 0L) != member.heard.revoked()
                || agents.beats.getOrDefault(member.name, 0L) < world.state.ideal.now + Rig.LEASE.toMillis();
    }

    private void launcher(World world, List<Act> acts) {
        for (Stage stage : world.setup.stages()) {
            if (world.rig.campaign.brought(stage.name())) {
                continue;
            }
            if (world.state.said.getOrDefault(stage.name(), 0L) < world.tasks(stage.name())) {
                add(acts, "push", stage.name(), 1);
            } else if (world.state.ideal.at(stage.name()).count("sealed") == 0) {
                acts.add(Act.of("seal", stage.name()));
            } else if (world.state.grown.isEmpty() && stage.after() == null) {
                acts.add(Act.of("unseal", stage.name()));
            }
            if (world.state.foreign == 0) {
                acts.add(Act.of("send", stage.name(), world.setup.doubles() ? "again" : "new"));
            }
        }
        if (!world.state.said.isEmpty()) {
            acts.add(Act.of("relaunch"));
        }
    }

    private static void sentinel(World world, List<Act> acts) {
        boolean working = false;
        for (Places places : world.state.ideal.stages.values()) {
            working |= !places.working.isEmpty();
        }
        if (working) {
            acts.add(Act.of("look"));
            acts.add(Act.of("sweep"));
            acts.add(Act.of("spot", 0));
            acts.add(Act.of("release", 0));
        }
        boolean unsealed = world.setup.stages().stream()
                .anyMatch(stage -> world.rig.campaign.brought(stage.name())
                        && world.state.ideal.at(stage.name()).count("sealed") == 0);
        if (unsealed || world.state.ideal.stages.values().stream().anyMatch(places -> !places.delayed.isEmpty())) {
            acts.add(Act.of("tend"));
        }
        if (!world.state.spotted.isEmpty()) {
            acts.add(Act.of("take"));
        }
        world.state.ideal.stages.values().stream()
                .flatMap(places -> places.history.keySet().stream())
                .forEach(id -> acts.add(Act.of("tell", id)));
        if (!world.state.told.isEmpty()) {
            acts.add(Act.of("amend"));
            acts.add(Act.of("amend", "lost"));
        }
    }

    private static void person(World world, List<Act> acts) {
        for (Stage stage : world.setup.stages()) {
            Places places = world.state.ideal.at(stage.name());
            for (int n = 1; n < places.count("next"); n++) {
                String id = world.idOf(stage.name(), n);
                boolean again = places.dead.containsKey(id) || places.cancelled.containsKey(id);
                if (again) {
                    acts.add(Act.of("requeue", stage.name(), id, "yes"));
                }
                if (places.index.containsKey(id)) {
                    acts.add(Act.of("reopen", id));
                }
                if (!places.cancelled.containsKey(id) && !places.index.containsKey(id)) {
                    acts.add(Act.of("cancel", id));
                    acts.add(Act.of("find", id));
                }
            }
            if (places.count("pushed") + places.proc.size() > 0) {
                acts.add(Act.of("cancel-all", stage.name()));
            }
        }
        if (world.state.found != null) {
            acts.add(Act.of("strike"));
        }
        acts.add(Act.of(world.state.ideal.paused ? "resume" : "pause"));
    }
}
