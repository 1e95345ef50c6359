package org.musterhpc.launcher.dialect.pbs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Words;

/**
 * Reads the limits in {@code qstat -Bf} and {@code qstat -Qf}. A resource's limit at a queue is in the place of the
 * server's; of numbers of jobs the least counts. What is sent to a routing queue ends up in one of its destinations, and
 * has to keep within the limits of both.
 */
final class PbsLimits {
    /** {@code $USER} need not be set in a shell without a terminal. */
    static final String ASK =
            "printf '#muster who %s %s\\n' \"$(id -un)\" \"$(id -gn)\"; command qstat -Bf && command qstat -Qf";

    private static final Pattern WHO = Pattern.compile("^#muster who (\\S+) (\\S+)$", Pattern.MULTILINE);
    /** {@code [u:PBS_GENERIC=20],[u:bob=40],[g:lab=100],[o:PBS_ALL=1000]}: of each user, of one, of a group, of all. */
    private static final Pattern COUNT = Pattern.compile("\\[([ugpo]):\\s*\"?([^=\\]\"]+?)\"?\\s*=\\s*(\\d{1,9})]");

    private static final String GENERIC = "PBS_GENERIC";

    private final String user;
    private final String group;
    private final Map<String, String> server = new HashMap<>();
    private final Map<String, Map<String, String>> queues = new HashMap<>();

    private PbsLimits(String text) {
        Matcher who = WHO.matcher(text);
        boolean known = who.find();
        this.user = known ? who.group(1) : "";
        this.group = known ? who.group(2) : "";
        Map<String, String> now = server;
        // Long lines go on behind a tab.
        for (String line : text.replace("\n\t", "").lines().toList()) {
            if (line.startsWith("Queue: ")) {
                now = queues.computeIfAbsent(line.substring("Queue: ".length()).strip(), name -> new HashMap<>());
            }
            int equals = line.indexOf(" = ");
            if (equals > 0) {
                now.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 3).strip());
            }
        }
    }

    static Limits read(String text) {
        PbsLimits all = new PbsLimits(text);
        Map<String, Limits.Partition> partitions = new HashMap<>();
        all.queues.keySet().forEach(name -> partitions.put(name, all.queue(name)));
        return new Limits(
                Words.number(all.server.getOrDefault("max_array_size", "")), all.submitted(all.server), partitions);
    }

    private Limits.Partition queue(String name) {
        boolean standard = name.equals(server.get("default_queue"));
        Map<String, String> own = queues.getOrDefault(name, Map.of());
        Limits.Partition alone = new Limits.Partition(standard, counts(own), most(own), null);
        List<Limits.Partition> destinations = destinations(own);
        if (destinations.isEmpty()) {
            return alone;
        }
        return new Limits.Partition(
                standard,
                new Limits.Counts(
                        tighter(alone, destinations, queue -> queue.counts().arraySize()),
                        tighter(alone, destinations, queue -> queue.counts().submitted())),
                new Limits.Most(
                        tighter(alone, destinations, queue -> queue.most().walltime()),
                        tighter(alone, destinations, queue -> queue.most().cpus()),
                        tighter(alone, destinations, queue -> queue.most().memory())),
                null);
    }

    /** None where it is no routing queue, or leads to another server's, whose limits nobody tells here. */
    private List<Limits.Partition> destinations(Map<String, String> queue) {
        List<Limits.Partition> all = new ArrayList<>();
        if (queue.getOrDefault("queue_type", "").startsWith("Route")) {
            for (String destination :
                    queue.getOrDefault("route_destinations", "").split(",", -1)) {
                Map<String, String> there = queues.get(destination.strip());
                if (there == null) {
                    return List.of();
                }
                all.add(new Limits.Partition(false, counts(there), most(there), null));
            }
        }
        return all;
    }

    /** What the queue allows, but no more than the destination that allows most. */
    private static <T extends Comparable<T>> @Nullable T tighter(
            Limits.Partition queue,
            List<Limits.Partition> destinations,
            Function<Limits.Partition, @Nullable T> limit) {
        T own = limit.apply(queue);
        if (destinations.stream().anyMatch(destination -> limit.apply(destination) == null)) {
            return own;
        }
        T there = destinations.stream()
                .map(limit)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return own == null || (there != null && there.compareTo(own) < 0) ? there : own;
    }

    private Limits.Counts counts(Map<String, String> queue) {
        return new Limits.Counts(Words.number(queue.getOrDefault("max_array_size", "")), submitted(queue));
    }

    private Limits.Most most(Map<String, String> queue) {
        return new Limits.Most(
                Words.walltime(resource(queue, "walltime"), Duration.ofSeconds(1)),
                Words.number(Objects.requireNonNullElse(resource(queue, "ncpus"), "")),
                Words.bytes(resource(queue, "mem"), 1));
    }

    private @Nullable String resource(Map<String, String> queue, String name) {
        String key = "resources_max." + name;
        return queue.containsKey(key) ? queue.get(key) : server.get(key);
    }

    /** The least of what may be queued of this user, of the group, and of all; a limit for one is in the place of any's. */
    private @Nullable Integer submitted(Map<String, String> where) {
        Integer least = null;
        for (String key : List.of("max_queued", "queued_jobs_threshold")) {
            String value = where.getOrDefault(key, "");
            for (Integer one : new Integer[] {
                count(value, "u", user), count(value, "g", group), count(value, "p", ""), count(value, "o", "PBS_ALL")
            }) {
                least = one == null || (least != null && least <= one) ? least : one;
            }
        }
        return least;
    }

    private static @Nullable Integer count(String value, String kind, String name) {
        Integer generic = null;
        Matcher each = COUNT.matcher(value);
        while (each.find()) {
            if (each.group(1).equals(kind) && each.group(2).equals(name)) {
                return Integer.valueOf(each.group(3));
            }
            if (each.group(1).equals(kind) && each.group(2).equals(GENERIC)) {
                generic = Integer.valueOf(each.group(3));
            }
        }
        return generic;
    }
}
