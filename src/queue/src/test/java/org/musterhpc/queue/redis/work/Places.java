package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that stands in Redis for one stage, in plain collections: as it was read there, or as it should be. */
final class Places {
    /** Messages as they stand, from head to tail; with blanks where one was taken out. */
    final List<String> proc = new ArrayList<>();

    final List<String> held = new ArrayList<>();
    /** Group → message. */
    final Map<String, String> blocked = new TreeMap<>();
    /** Group → for how many tasks it still waits, where that is not what it usually is. */
    final Map<String, Long> need = new TreeMap<>();
    /** {@code group n id} of the tasks for which groups wait. */
    final Set<String> members = new TreeSet<>();
    /** Task whose result brought some along → how many; group → 1. */
    final Map<String, Long> brought = new TreeMap<>();
    /** Id → record of the working queue. */
    final Map<String, String> working = new TreeMap<>();
    /** Id → record of a second attempt. */
    final Map<String, String> doubles = new TreeMap<>();
    /** Id → when the lease lapses. */
    final Map<String, Long> expiry = new TreeMap<>();
    /** Message → when it is ripe. */
    final Map<String, Long> delayed = new TreeMap<>();
    /** {@code id token}, in the order in which they were done. */
    final List<String> done = new ArrayList<>();
    /** Id → token. */
    final Map<String, String> index = new TreeMap<>();
    /** Id → {@code token message}, or {@code token raw} of what cannot be read. */
    final Map<String, String> dead = new TreeMap<>();
    /** Id → message, or {@code raw}. */
    final Map<String, String> cancelled = new TreeMap<>();
    /** {@code DEAD id} or {@code CANCELLED id} → how many times whoever watches is told. */
    final Map<String, Long> ended = new TreeMap<>();
    /** Id → tokens of the attempts before the last, separated by spaces. */
    final Map<String, String> history = new TreeMap<>();
    /** How the first of the stage's tasks failed. */
    String alikeAs = "";
    /** Without those that are 0. */
    final Map<String, Long> counts = new TreeMap<>();

    Places copy() {
        Places copy = new Places();
        copy.proc.addAll(proc);
        copy.held.addAll(held);
        copy.blocked.putAll(blocked);
        copy.need.putAll(need);
        copy.members.addAll(members);
        copy.brought.putAll(brought);
        copy.working.putAll(working);
        copy.expiry.putAll(expiry);
        copy.doubles.putAll(doubles);
        copy.delayed.putAll(delayed);
        copy.done.addAll(done);
        copy.index.putAll(index);
        copy.dead.putAll(dead);
        copy.cancelled.putAll(cancelled);
        copy.ended.putAll(ended);
        copy.history.putAll(history);
        copy.counts.putAll(counts);
        copy.alikeAs = alikeAs;
        return copy;
    }

    void bury(String id, String record) {
        dead.put(id, record);
        ended.merge("DEAD " + id, 1L, Long::sum);
    }

    void cancel(String id, String message) {
        cancelled.put(id, message);
        ended.merge("CANCELLED " + id, 1L, Long::sum);
    }

    static List<String> withoutBlanks(List<String> bodies) {
        return bodies.stream().filter(body -> !body.isEmpty()).toList();
    }

    /** Takes a message out of the middle of a list. */
    void takeOut(List<String> list, String body) {
        list.set(list.indexOf(body), "");
        if (withoutBlanks(list).isEmpty()) {
            list.clear();
        }
        countBlanks();
    }

    /** Brings the counts of blanks up to date. */
    void countBlanks() {
        counts.remove("blank");
        counts.remove("blank_held");
        add("blank", proc.stream().filter(String::isEmpty).count());
        add("blank_held", held.stream().filter(String::isEmpty).count());
    }

    /** Whether a task has ended; done, unless any end counts. */
    boolean isOver(String id, boolean ended) {
        return index.containsKey(id) || (ended && (dead.containsKey(id) || cancelled.containsKey(id)));
    }

    long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    void add(String name, long difference) {
        if (difference != 0) {
            counts.merge(name, difference, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    /** Where this differs from what it should be, a line each; empty where it does not. */
    List<String> differences(Places wanted) {
        List<String> lines = new ArrayList<>();
        differ(lines, "proc", proc, wanted.proc);
        differ(lines, "held", held, wanted.held);
        differ(lines, "blocked", blocked, wanted.blocked);
        differ(lines, "need", need, wanted.need);
        differ(lines, "members", List.copyOf(members), List.copyOf(wanted.members));
        differ(lines, "brought", brought, wanted.brought);
        differ(lines, "working", working, wanted.working);
        differ(lines, "expiry", expiry, wanted.expiry);
        differ(lines, "doubles", doubles, wanted.doubles);
        differ(lines, "delayed", delayed, wanted.delayed);
        differ(lines, "done", done, wanted.done);
        differ(lines, "index", index, wanted.index);
        differ(lines, "dead", dead, wanted.dead);
        differ(lines, "cancelled", cancelled, wanted.cancelled);
        differ(lines, "ended", ended, wanted.ended);
        differ(lines, "history", history, wanted.history);
        differ(lines, "counts", counts, wanted.counts);
        return lines;
    }

    private static void differ(List<String> lines, String place, List<String> is, List<String> wanted) {
        if (!is.equals(wanted)) {
            int at = 0;
            while (at < is.size() && at < wanted.size() && is.get(at).equals(wanted.get(at))) {
                at++;
            }
            lines.add(place + " from " + at + " on: is " + some(is.subList(at, is.size())) + ", should be "
                    + some(wanted.subList(at, wanted.size())));
        }
    }

    private static <T> void differ(List<String> lines, String place, Map<String, T> is, Map<String, T> wanted) {
        if (!is.equals(wanted)) {
            Map<String, T> more = new TreeMap<>(is);
            more.entrySet().removeAll(wanted.entrySet());
            Map<String, T> less = new TreeMap<>(wanted);
            less.entrySet().removeAll(is.entrySet());
            lines.add(place + ": is " + some(more.entrySet()) + ", should be " + some(less.entrySet()));
        }
    }

    private static String some(Collection<?> all) {
        String text = all.stream().limit(4).toList().toString();
        return all.size() > 4 ? text + " and " + (all.size() - 4) + " more" : text;
    }
}
