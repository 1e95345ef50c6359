package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.util.List;
import org.musterhpc.launcher.cluster.Crew;

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
    public Care care() {
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
    public List<String> interrupted(Duration grace) {
        crew.stop(grace);
        return List.of();
    }
}
