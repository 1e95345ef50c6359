package org.musterhpc.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;

/** A queue on which nothing happens beside what a test's own does. */
public abstract class QuietQueue implements WorkQueue {
    @Override
    public void leave(AgentInfo agent) {}

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public Duration tend(Duration most) {
        return most;
    }

    @Override
    public boolean awaitBell(Duration most) {
        return false;
    }

    @Override
    public void ringBell() {}

    @Override
    public List<Lapsed> lapsed(int limit) {
        return List.of();
    }

    @Override
    public List<Report.Answer> lapse(List<Report> given) {
        return List.of();
    }

    @Override
    public List<Heard> heard() {
        return List.of();
    }

    @Override
    public List<Lapsed> heldBy(Set<String> agents) {
        return List.of();
    }

    @Override
    public List<Report.Answer> release(List<Report> given) {
        return List.of();
    }

    @Override
    public void forget(Collection<String> agents) {}

    @Override
    public void close() {}
}
