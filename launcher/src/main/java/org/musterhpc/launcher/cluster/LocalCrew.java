package org.musterhpc.launcher.cluster;

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

    private final List<Place> places = new ArrayList<>();
    private final Supplier<Occupant> starter;
    private final InstantSource clock;
    private final Pause pause;
    private boolean stopping;
    private Instant drained = Instant.EPOCH;

    LocalCrew(int wanted, Collection<Occupant> found, Supplier<Occupant> starter, InstantSource clock, Pause pause) {
        this.starter = starter;
        this.clock = clock;
        this.pause = pause;
        for (Occupant agent : found) {
            add().enter(agent);
        }
        while (places.size() < wanted) {
            add();
        }
    }

    private Place add() {
        Place place = new Place(clock);
        places.add(place);
        return place;
    }

    @Override
    public synchronized int alive() {
        return (int) places.stream().filter(Place::alive).count();
    }

    @Override
    public synchronized List<Departure> replaceDead() {
        List<Departure> departures =
                places.stream().map(Place::notice).flatMap(Optional::stream).toList();
        for (Place place : places) {
            if (!stopping && place.isDue()) {
                place.enter(starter.get());
            }
        }
        return departures;
    }

    @Override
    public synchronized int fill() {
        int started = 0;
        for (Place place : places) {
            if (!stopping && place.vacant()) {
                place.enter(starter.get());
                started++;
            }
        }
        return started;
    }

    @Override
    public synchronized boolean spent() {
        return places.stream().noneMatch(Place::hasFuture);
    }

    @Override
    public int own() {
        return living(false).size();
    }

    @Override
    public void drain() {
        List<Occupant> asked = living(true);
        Instant now = clock.instant();
        if (!asked.isEmpty() && !now.isBefore(drained.plus(DRAIN_AGAIN))) {
            drained = now;
            DrainSignal.send(asked.stream().map(Occupant::handle).toList());
        }
    }

    @Override
    public int abandon() {
        List<Occupant> asked = living(true);
        asked.forEach(agent -> agent.handle().destroy());
        return asked.size();
    }

    @Override
    public int stop(Duration grace) {
        // Only processes: a handle knows its process by number and start time, so it never hits another's.
        List<Occupant> asked = living(true);
        asked.forEach(agent -> agent.handle().destroy());
        await(asked, grace);
        List<Occupant> deaf = asked.stream().filter(Occupant::alive).toList();
        deaf.forEach(agent -> agent.handle().destroyForcibly());
        await(deaf, DYING);
        return deaf.size();
    }

    private synchronized List<Occupant> living(boolean last) {
        stopping |= last;
        return places.stream()
                .map(Place::occupant)
                .flatMap(Optional::stream)
                .filter(agent -> agent.alive() && !agent.led())
                .toList();
    }

    private void await(List<Occupant> agents, Duration limit) {
        Patience patience = new Patience(limit, clock, pause);
        boolean waiting = true;
        while (waiting && agents.stream().anyMatch(Occupant::alive)) {
            waiting = patience.lasts();
        }
    }
}
