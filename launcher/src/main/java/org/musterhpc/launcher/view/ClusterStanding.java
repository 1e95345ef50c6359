package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.launcher.dialect.PendingReason;
import org.musterhpc.queue.model.ArrayRecord;

/**
 * A campaign's elements on one cluster, as the scheduler last told.
 *
 * @param goal how many there shall be
 * @param jobs the scheduler's ids of arrays that may still have elements
 * @param unsure arrays of which nobody knows yet whether the scheduler has them
 * @param reason why elements wait, in the scheduler's word; empty where none does
 * @param stuck whether they wait for what does not come by itself
 */
public record ClusterStanding(
        String cluster, String goal, List<String> jobs, Elements elements, int unsure, String reason, boolean stuck) {
    /** Nobody who looks after a campaign lets more time pass. */
    private static final Duration OLD = Duration.ofSeconds(75);

    /**
     * How many elements wait in the scheduler's queue, and how many run.
     *
     * @param as when the scheduler said so, the oldest of its answers
     */
    public record Elements(int pending, int running, Instant as) {}

    /** By cluster; those where nothing is to be and nothing is are left out. */
    public static List<ClusterStanding> of(List<ArrayRecord> arrays, Map<String, String> goals) {
        Map<String, List<ArrayRecord>> live = new TreeMap<>();
        goals.keySet().forEach(cluster -> live.put(cluster, new ArrayList<>()));
        arrays.stream()
                .filter(ArrayRecord::live)
                .forEach(array -> live.computeIfAbsent(array.cluster(), cluster -> new ArrayList<>())
                        .add(array));
        List<ClusterStanding> standings = new ArrayList<>();
        live.forEach((cluster, there) -> {
            String goal = goals.getOrDefault(cluster, "0");
            if (!there.isEmpty() || !goal.equals("0")) {
                standings.add(of(cluster, goal, there));
            }
        });
        return standings;
    }

    private static ClusterStanding of(String cluster, String goal, List<ArrayRecord> arrays) {
        List<String> jobs = new ArrayList<>();
        int pending = 0;
        int running = 0;
        int unsure = 0;
        String reason = "";
        boolean stuck = false;
        Instant as = Instant.MAX;
        for (ArrayRecord array : arrays) {
            if (array.state() == ArrayRecord.State.INTENT) {
                unsure++;
                continue;
            }
            jobs.add(array.job());
            as = array.at().since().isBefore(as) ? array.at().since() : as;
            pending += array.seen().pending();
            running += array.seen().running();
            boolean worse = array.seen().stuck() && !stuck;
            if (array.seen().pending() > 0 && (reason.isEmpty() || worse)) {
                reason = array.seen().reason();
            }
            stuck |= array.seen().pending() > 0 && array.seen().stuck();
        }
        return new ClusterStanding(cluster, goal, jobs, new Elements(pending, running, as), unsure, reason, stuck);
    }

    /**
     * One line for a person.
     *
     * @param now Redis' time
     */
    public String line(Instant now) {
        StringBuilder line =
                new StringBuilder("cluster ").append(Harmless.line(cluster)).append(": ");
        if (jobs.isEmpty() && unsure == 0) {
            return line.append("no elements").toString();
        }
        line.append(elements.running())
                .append(" running, ")
                .append(elements.pending())
                .append(" waiting");
        if (!reason.isEmpty()) {
            String words = PendingReason.of(reason).words();
            line.append(" (")
                    .append(Harmless.line(reason))
                    .append(words.isEmpty() ? "" : ": " + words)
                    .append(')');
        }
        if (!jobs.isEmpty()) {
            line.append(jobs.size() == 1 ? ", array " : ", arrays ").append(Harmless.line(shown()));
        }
        Duration age = Duration.between(elements.as(), now);
        if (!jobs.isEmpty() && age.compareTo(OLD) > 0) {
            line.append(", as of ").append(Times.about(age)).append(" ago: nobody looks after it (muster sentinel)");
        }
        if (unsure > 0) {
            line.append(", ")
                    .append(Numbers.of(Integer.toString(unsure), "array"))
                    .append(" being submitted");
        }
        if (stuck) {
            line.append("; they will not start by themselves");
        }
        return line.toString();
    }

    /** As {@link #line}, and behind it what can be done about its waiting, if anything. */
    public List<String> lines(Instant now) {
        String remedy = elements.pending() > 0 ? PendingReason.of(reason).remedy() : "";
        return remedy.isEmpty() ? List.of(line(now)) : List.of(line(now), "  what can be done: " + remedy);
    }

    private String shown() {
        int most = 3;
        return jobs.size() <= most
                ? String.join(", ", jobs)
                : String.join(", ", jobs.subList(0, most)) + " and " + (jobs.size() - most) + " more";
    }

    /** Key {@code clusters} of {@code status --json}. */
    public static void put(ObjectNode status, List<ClusterStanding> standings) {
        ArrayNode clusters = status.putArray("clusters");
        for (ClusterStanding standing : standings) {
            ObjectNode one =
                    clusters.addObject().put("cluster", standing.cluster).put("goal", standing.goal);
            one.put("pending", standing.elements.pending()).put("running", standing.elements.running());
            standing.jobs.forEach(one.putArray("arrays")::add);
            Json.time(one, "as_of", standing.jobs.isEmpty() ? null : standing.elements.as());
            one.put("unsure", standing.unsure);
            one.put("reason", standing.reason.isEmpty() ? null : standing.reason);
            PendingReason meaning = PendingReason.of(standing.reason);
            one.put("meaning", meaning.words().isEmpty() ? null : meaning.words());
            one.put("remedy", meaning.remedy().isEmpty() ? null : meaning.remedy());
            one.put("stuck", standing.stuck);
        }
    }
}
