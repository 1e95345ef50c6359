package org.musterhpc.agent.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.QueueUnavailableException;

/** A pool in memory, whose time is the test's; it can be away. */
final class FakePool implements Pool {
    final AtomicLong nanos;
    final TreeSet<String> campaigns = new TreeSet<>();
    final TreeMap<String, Member> members = new TreeMap<>();
    final List<String> rings = new ArrayList<>();
    List<Demand> demand = List.of();
    Instant lasts = Instant.EPOCH;
    String tender = "";
    boolean away;
    int looks;
    int beats;
    int asked;
    boolean mayLeave = true;
    Farewell farewell = Farewell.STAY;

    FakePool(AtomicLong nanos) {
        this.nanos = nanos;
    }

    private void answers() {
        if (away) {
            throw new QueueUnavailableException("redis is away", null);
        }
    }

    @Override
    public String name() {
        return "lab";
    }

    @Override
    public void enter(String campaign) {
        campaigns.add(campaign);
    }

    @Override
    public void remove(String campaign) {
        campaigns.remove(campaign);
    }

    @Override
    public List<String> campaigns() {
        answers();
        return List.copyOf(campaigns);
    }

    @Override
    public void ring(String campaign, long tasks) {
        answers();
        if (tasks > 0) {
            rings.add(campaign);
        }
    }

    @Override
    public Optional<String> awaitBell(Duration most) {
        return Optional.empty();
    }

    @Override
    public boolean tend(String agent, Duration time) {
        answers();
        if (tender.isEmpty()) {
            tender = agent;
        }
        return tender.equals(agent);
    }

    @Override
    public void publish(List<Demand> wanted, Duration time) {
        answers();
        demand = List.copyOf(wanted);
        lasts = now().plus(time);
    }

    @Override
    public List<Demand> demand() {
        answers();
        looks++;
        return demand;
    }

    @Override
    public void beat(Member member) {
        answers();
        beats++;
        members.put(member.name(), member);
    }

    @Override
    public void forget(List<String> agents) {
        agents.forEach(members::remove);
    }

    @Override
    public @Nullable Order order() {
        return null;
    }

    @Override
    public void order(Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void tell(List<String> agents, Farewell how) {
        farewell = how;
    }

    @Override
    public Farewell farewell(String agent) {
        answers();
        return farewell;
    }

    @Override
    public Map<String, Farewell> told() {
        return Map.of();
    }

    @Override
    public void gone(List<String> agents) {}

    @Override
    public boolean mayLeave(String agent) {
        answers();
        asked++;
        return mayLeave;
    }

    @Override
    public void explain(String json) {}

    @Override
    public String explained() {
        return "";
    }

    @Override
    public List<Member> members() {
        return List.copyOf(members.values());
    }

    @Override
    public Instant now() {
        answers();
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    @Override
    public void close() {}
}
