package org.musterhpc.agent.keep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;

/** A queue that accepts every report and knows nothing else. */
final class HandedIn implements WorkQueue {
    final List<Report> reports = new ArrayList<>();
    private final Campaign campaign;
    boolean away;

    HandedIn(Campaign campaign) {
        this.campaign = campaign;
    }

    @Override
    public Campaign campaign() {
        return campaign;
    }

    @Override
    public Exchange exchange(List<Report> given, List<Want> wants) {
        if (away) {
            throw new QueueUnavailableException("away", new IllegalStateException());
        }
        reports.addAll(given);
        List<Report.Answer> answers =
                given.stream().map(report -> Report.Answer.ACCEPTED).toList();
        return new Exchange(answers, List.of(), Instant.EPOCH, Mood.OPEN);
    }

    @Override
    public Beat beat(AgentInfo agent, List<Lease> leases) {
        throw new UnsupportedOperationException();
    }

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
