package org.musterhpc.launcher.cluster.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Pause;

/** Agents that are processes on this machine. */
final class LocalCrew implements Crew {
    /** From KILL to the end of a process: for ever only if the kernel holds it. */
    private static final Duration DYING = Duration.ofSeconds(10);

    private static final Duration DRAIN_AGAIN = Duration.ofSeconds(1);

    private final List<SupervisedAgent> places = new ArrayList<>();
    private final Supplier<AgentProcess> starter;
    private final InstantSource clock;
    private final Pause pause;
    private boolean stopping;
    private Instant drained = Instant.EPOCH;

    LocalCrew(int wanted, Collection<AgentProcess> found, Supplier<AgentProcess> starter, InstantSource clock, Pause pause) {
        this.starter = starter;
        this.clock = clock;
        this.pause = pause;
        for (AgentProcess agent : found) {
            add().enter(agent);
        }
        while (places.size() < wanted) {
            add();
        }
    }

    private SupervisedAgent add() {
        SupervisedAgent place = new SupervisedAgent(clock);
        places.add(place);
        return place;
    }

    @Override
    public synchronized int alive() {
        return (int) places.stream().filter(SupervisedAgent::alive).count();
    }

    @Override
    public synchronized List<AgentExit> replaceDead() {
        List<AgentExit> departures =
                places.stream().map(SupervisedAgent::notice).flatMap(Optional::stream).toList();
        for (SupervisedAgent place : places) {
            if (!stopping && place.isDue()) {
                place.enter(starter.get());
            }
        }
        return departures;
    }

    @Override
    public synchronized int fill() {
        int started = 0;
        for (SupervisedAgent place : places) {
            if (!stopping && place.vacant()) {
                place.enter(starter.get());
                started++;
            }
        }
        return started;
    }

    @Override
    public synchronized boolean spent() {
        return places.stream().noneMatch(SupervisedAgent::hasFuture);
    }

    @Override
    public int own() {
        return living(false).size();
    }

    @Override
    public void drain() {
        List<AgentProcess> asked = living(true);
        Instant now = clock.instant();
        if (!asked.isEmpty() && !now.isBefore(drained.plus(DRAIN_AGAIN))) {
            drained = now;
            DrainSignal.send(asked.stream().map(AgentProcess::handle).toList());
        }
    }

    @Override
    public int abandon() {
        List<AgentProcess> asked = living(true);
        asked.forEach(agent -> agent.handle().destroy());
        return asked.size();
    }

    @Override
    public int stop(Duration grace) {
        // Only processes: a handle knows its process by number and start time, so it never hits another's.
        List<AgentProcess> asked = living(true);
        asked.forEach(agent -> agent.handle().destroy());
        await(asked, grace);
        List<AgentProcess> deaf = asked.stream().filter(AgentProcess::alive).toList();
        deaf.forEach(agent -> agent.handle().destroyForcibly());
        await(deaf, DYING);
        return deaf.size();
    }

    private synchronized List<AgentProcess> living(boolean last) {
        stopping |= last;
        return places.stream()
                .map(SupervisedAgent::occupant)
                .flatMap(Optional::stream)
                .filter(agent -> agent.alive() && !agent.led())
                .toList();
    }

    private void await(List<AgentProcess> agents, Duration limit) {
        Patience patience = new Patience(limit, clock, pause);
        boolean waiting = true;
        while (waiting && agents.stream().anyMatch(AgentProcess::alive)) {
            waiting = patience.lasts();
        }
    }
}
