package org.musterhpc.launcher.history;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.State;

/**
 * All attempts of a campaign that have ended, one after the other: how long they took and what they used by stage, when how
 * many ran, what each agent did, and how they failed. Takes some megabytes however many they are.
 */
public final class CampaignHistory {
    private static final int AGENTS_AT_MOST = 10_000;
    private static final int HOSTS_AT_MOST = 10_000;
    private static final int FAILURES_AT_MOST = 200;

    private final Map<String, StageHistory> stages = new LinkedHashMap<>();
    private final Map<String, AgentRuns> agents = new HashMap<>();
    private final Map<String, Long> hosts = new HashMap<>();
    private final Map<FailureGroup.Kind, FailureGroup> failures = new HashMap<>();
    private final Activity running = new Activity();
    private final Activity succeeded = new Activity();
    private final Activity failed = new Activity();
    private long withoutAgent;

    /** @param names of its stages, in order */
    public CampaignHistory(List<String> names) {
        names.forEach(name -> stages.put(name, new StageHistory()));
    }

    /** A task that ended. */
    public void ended(Ending ending) {
        if (Attempts.ran(ending)) {
            boolean dead = ending.state() == State.DEAD;
            add(ending.stage(), ending.message().id(), ending.last(), dead);
        }
    }

    /** An attempt after which the task was tried again. */
    public void earlier(String stage, Attempt attempt) {
        if (!attempt.place().agent().isEmpty()) {
            add(stage, "", attempt, false);
        }
    }

    private void add(String stage, String id, Attempt attempt, boolean dead) {
        StageHistory its = stages.get(stage);
        if (its == null) {
            return; // no record of ours
        }
        Run run = Run.of(attempt);
        its.add(attempt);
        running.lasted(run.from(), run.to(), 1);
        (run.failed() ? failed : succeeded).happened(run.to());
        agent(attempt, run);
        if (run.failed()) {
            FailureGroup.Kind kind = FailureGroup.Kind.of(stage, attempt);
            if (failures.size() < FAILURES_AT_MOST || failures.containsKey(kind)) {
                failures.computeIfAbsent(kind, FailureGroup::new).add(id, attempt, dead);
            }
        }
    }

    private void agent(Attempt attempt, Run run) {
        Attempt.Place place = attempt.place();
        AgentRuns known = agents.get(place.agent());
        if (known == null && agents.size() < AGENTS_AT_MOST) {
            known = new AgentRuns(place);
            agents.put(place.agent(), known);
        }
        if (known == null) {
            withoutAgent++;
        } else {
            known.add(run);
        }
        if (hosts.size() < HOSTS_AT_MOST || hosts.containsKey(place.host())) {
            hosts.merge(place.host(), 1L, Long::sum);
        }
    }

    /** By name, in the campaign's order. */
    public Map<String, StageHistory> stages() {
        return Collections.unmodifiableMap(stages);
    }

    /** Those that began first are first. */
    public List<AgentRuns> agents() {
        return agents.values().stream()
                .sorted(Comparator.comparingLong(AgentRuns::first)
                        .thenComparing(agent -> agent.place().agent()))
                .toList();
    }

    /** How many attempts are of agents beyond the first 10,000. */
    public long withoutAgent() {
        return withoutAgent;
    }

    /** How many attempts each host ran, by name. */
    public Map<String, Long> hosts() {
        return Collections.unmodifiableMap(new TreeMap<>(hosts));
    }

    /** The most frequent first. */
    public List<FailureGroup> failures() {
        Collection<FailureGroup> groups = failures.values();
        return groups.stream()
                .sorted(Comparator.comparingLong(FailureGroup::attempts)
                        .reversed()
                        .thenComparing(group -> group.kind().toString()))
                .toList();
    }

    /** How many tasks ran at once. */
    public Activity.Course running() {
        return running.course();
    }

    /** How many slots stood ready: of each agent from its first attempt to its last. */
    public Activity.Course slots() {
        Activity slots = new Activity();
        agents.values().forEach(agent -> slots.lasted(agent.first(), agent.last(), agent.slots()));
        return slots.like(running());
    }

    /** How many attempts a second were OK. */
    public Activity.Course succeeded() {
        return succeeded.like(running());
    }

    /** How many attempts a second failed. */
    public Activity.Course failed() {
        return failed.like(running());
    }

    /** Seconds of a slot that attempts took in all. */
    public double busySeconds() {
        return agents.values().stream().mapToDouble(AgentRuns::busySeconds).sum();
    }

    /** Seconds of a slot that stood ready. */
    public double slotSeconds() {
        return agents.values().stream().mapToDouble(AgentRuns::slotSeconds).sum();
    }
}
