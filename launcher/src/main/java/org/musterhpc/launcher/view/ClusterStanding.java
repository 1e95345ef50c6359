package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.musterhpc.launcher.dialect.PendingReason;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Goal;

/**
 * A campaign's elements on one cluster, as the scheduler last told.
 *
 * @param goal how many there shall be
 * @param jobs the scheduler's ids of arrays that may still have elements
 * @param unsure arrays of which nobody knows yet whether the scheduler has them
 * @param reason why elements wait, in the scheduler's word; empty where none does
 * @param stuck whether they wait for what does not come by itself
 * @param more why there are not more of them
 */
public record ClusterStanding(
        String cluster,
        Goal goal,
        List<String> jobs,
        Counts elements,
        int unsure,
        String reason,
        boolean stuck,
        More more) {
    /** Nobody who looks after a campaign lets more time pass. */
    private static final Duration OLD = Duration.ofSeconds(75);

    /**
     * How many elements wait in the scheduler's queue, and how many run.
     *
     * @param as when the scheduler said so, the oldest of its answers
     */
    public record Counts(int pending, int running, Instant as) {}

    /**
     * @param held what the scheduler said when it took no more; empty where it took what was wanted
     * @param watched whether a program looks after the cluster at this moment, and submits what is missing
     */
    public record More(String held, boolean watched) {}

    /** The same without being told who looks after them. */
    public static List<ClusterStanding> of(List<ArrayRecord> arrays, Map<String, Goal> goals) {
        return of(arrays, goals, cluster -> false);
    }

    /**
     * By cluster; those where nothing is to be and nothing is are left out.
     *
     * @param watched whether a program looks after a cluster now
     */
    public static List<ClusterStanding> of(
            List<ArrayRecord> arrays, Map<String, Goal> goals, Predicate<String> watched) {
        Map<String, List<ArrayRecord>> live = new TreeMap<>();
        goals.keySet().forEach(cluster -> live.put(cluster, new ArrayList<>()));
        arrays.stream()
                .filter(ArrayRecord::live)
                .forEach(array -> live.computeIfAbsent(array.cluster(), cluster -> new ArrayList<>())
                        .add(array));
        List<ClusterStanding> standings = new ArrayList<>();
        live.forEach((cluster, there) -> {
            Goal goal = goals.getOrDefault(cluster, new Goal.Fixed(0));
            if (!there.isEmpty() || !goal.equals(new Goal.Fixed(0))) {
                standings.add(of(cluster, goal, there, new More(held(arrays, cluster), watched.test(cluster))));
            }
        });
        return standings;
    }

    /** Of the last that was refused for want of room; such records are gone as soon as there is some. */
    private static String held(List<ArrayRecord> arrays, String cluster) {
        return arrays.stream()
                .filter(array -> array.cluster().equals(cluster) && array.held())
                .reduce((first, last) -> last)
                .map(array -> array.seen().reason())
                .orElse("");
    }

    private static ClusterStanding of(String cluster, Goal goal, List<ArrayRecord> arrays, More more) {
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
        return new ClusterStanding(cluster, goal, jobs, new Counts(pending, running, as), unsure, reason, stuck, more);
    }

    /**
     * One line for a person.
     *
     * @param now Redis' time
     * @param over whether the campaign has ended: then agents leave by themselves
     */
    public String line(Instant now, boolean over) {
        StringBuilder line =
                new StringBuilder("cluster ").append(Harmless.line(cluster)).append(": ");
        if (jobs.isEmpty() && unsure == 0) {
            line.append("no elements");
            if (more.held().isEmpty() && more.watched()) {
                line.append(" yet; a program of Muster is at work there");
            }
            return held(line);
        }
        line.append(elements.running())
                .append(" running, ")
                .append(elements.pending())
                .append(" waiting");
        if (!reason.isEmpty()) {
            String words = Dialects.meaning(reason).words();
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
            line.append(", as of ")
                    .append(Times.about(age))
                    .append(
                            over
                                    ? " ago: with the campaign they end, and nobody has asked since (muster sentinel --once)"
                                    : " ago: nobody looks after it (muster sentinel)");
        }
        if (unsure > 0) {
            line.append(", ")
                    .append(Numbers.of(Integer.toString(unsure), "array"))
                    .append(" being submitted");
        }
        if (stuck) {
            line.append("; they will not start by themselves");
        }
        return held(line);
    }

    private String held(StringBuilder line) {
        if (!more.held().isEmpty()) {
            line.append("; the site takes no more now (")
                    .append(Harmless.line(more.held()))
                    .append("), the rest is submitted when there is room");
        }
        return line.toString();
    }

    /** Whether agents will come without anybody doing anything. */
    public boolean coming() {
        return elements.pending() + elements.running() + unsure > 0 || more.watched();
    }

    /** As {@link #line}, and behind it what can be done about its waiting, if anything. */
    public List<String> lines(Instant now, boolean over) {
        String remedy = elements.pending() > 0 ? Dialects.meaning(reason).remedy() : "";
        return remedy.isEmpty() ? List.of(line(now, over)) : List.of(line(now, over), "  what can be done: " + remedy);
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
                    clusters.addObject().put("cluster", standing.cluster).put("goal", standing.goal.text());
            one.put("pending", standing.elements.pending()).put("running", standing.elements.running());
            standing.jobs.forEach(one.putArray("arrays")::add);
            Json.time(one, "as_of", standing.jobs.isEmpty() ? null : standing.elements.as());
            one.put("unsure", standing.unsure);
            one.put("reason", standing.reason.isEmpty() ? null : standing.reason);
            PendingReason meaning = Dialects.meaning(standing.reason);
            one.put("meaning", meaning.words().isEmpty() ? null : meaning.words());
            one.put("remedy", meaning.remedy().isEmpty() ? null : meaning.remedy());
            one.put("stuck", standing.stuck);
            if (!standing.more.held().isEmpty()) {
                one.put("held", standing.more.held());
            }
        }
    }
}
