package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.util.List;
import org.musterhpc.launcher.cluster.local.Crew;

/** Agents that are processes of ours: they end with the program that follows their campaign. */
public final class CrewForce implements Force {
    private static final Duration AT_THE_END = Duration.ofSeconds(10);

    private final Crew crew;
    private final CrewCare care;

    public CrewForce(Crew crew) {
        this.crew = crew;
        this.care = new CrewCare(crew);
    }

    @Override
    public Reconciler care() {
        return care;
    }

    @Override
    public int agents() {
        return crew.alive();
    }

    @Override
    public String where() {
        return "";
    }

    /** They are processes of their own, which need nothing of ours. */
    @Override
    public void leave() {}

    @Override
    public void finished() {
        crew.stop(AT_THE_END);
    }

    @Override
    public List<String> drain() {
        crew.drain();
        return othersGoOn();
    }

    @Override
    public boolean drained() {
        crew.drain(); // again: one that had just been started did not hear it
        return crew.own() == 0;
    }

    @Override
    public List<String> interrupted(Duration grace) {
        int killed = crew.stop(grace);
        return killed == 0
                ? List.of()
                : List.of((killed == 1 ? "1 agent" : killed + " agents") + " did not end within " + grace.toSeconds()
                        + " s and had to be killed: what it ran comes back when its lease is over");
    }

    @Override
    public int abandon() {
        return crew.abandon();
    }

    private List<String> othersGoOn() {
        int others = crew.alive() - crew.own();
        return others == 0
                ? List.of()
                : List.of((others == 1 ? "1 agent" : others + " agents") + " of another run on this machine "
                        + (others == 1 ? "goes" : "go") + " on");
    }
}
