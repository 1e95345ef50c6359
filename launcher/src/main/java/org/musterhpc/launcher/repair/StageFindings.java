package org.musterhpc.launcher.repair;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.repair.Candidate.Run;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;

/** What was found of one stage. Only what is to run is held task by task. */
public final class StageFindings {
    private final Stage stage;
    private Map<String, Run> runs = new LinkedHashMap<>();
    private final Set<String> later = new HashSet<>();
    /** Stage that waits for groups, a blank, a group of which a task is to run → when the last of those ended. */
    private final Map<String, Long> groups = new HashMap<>();

    private final Set<String> laterGroups = new HashSet<>();
    private final Counts counts = new Counts();
    private long last;
    private long lastDone;
    private int[] found = {};

    StageFindings(Stage stage) {
        this.stage = stage;
    }

    /** How many tasks of the stage are what. */
    static final class Counts {
        long looked;
        long missing;
        long follows;
        long dead;
        long cancelled;
        long deadThere;
        long unknown;
        long found;
    }

    Counts counts() {
        return counts;
    }

    public String stage() {
        return stage.name();
    }

    /** Whether the stage has outputs that could be looked for. */
    public boolean outputs() {
        return !stage.outputs().isEmpty();
    }

    /** Tasks whose outputs were looked for. */
    public long looked() {
        return counts.looked;
    }

    /** Tasks of which an output is not there. */
    public long missing() {
        return counts.missing;
    }

    /** Tasks whose outputs are there, and that run again as what they follow does. */
    public long follows() {
        return counts.follows;
    }

    /** Tasks that are to run now. */
    public long toRun() {
        return runs.size();
    }

    /** Of these, tasks that were dead. */
    public long dead() {
        return counts.dead;
    }

    /** Of these, tasks that were cancelled. */
    public long cancelled() {
        return counts.cancelled;
    }

    /** Tasks that are to run once what they are made from is there again. */
    public long later() {
        return later.size();
    }

    /** Tasks that are dead though their outputs are there. */
    public long deadThere() {
        return counts.deadThere;
    }

    /** Tasks of which nobody can say what their outputs are called. */
    public long unknown() {
        return counts.unknown;
    }

    /** Tasks that were never submitted, and whose outputs are there. */
    public long found() {
        return counts.found;
    }

    /** Ids of the tasks that are to run now, in the order of the campaign. */
    public Set<String> ids() {
        return Collections.unmodifiableSet(runs.keySet());
    }

    Map<String, Run> runs() {
        return runs;
    }

    Set<String> laterIds() {
        return later;
    }

    /** When the output of a task that was never submitted was written, in seconds since 1970; -1 where it is to run. */
    long foundAt(long n) {
        return n < found.length ? found[(int) n] - 1L : -1;
    }

    void found(long n, long seconds) {
        if (n >= found.length) {
            found = Arrays.copyOf(found, (int) Math.max(1_024, n + n / 2));
        }
        found[(int) n] = (int) Math.min(Integer.MAX_VALUE, seconds + 1);
        counts.found++;
    }

    /** Brings what is to run into the order of the campaign: tasks were found in the order in which they ended. */
    void sort() {
        Map<String, Run> sorted = new LinkedHashMap<>();
        runs.entrySet().stream()
                .sorted(Comparator.comparingLong(task -> task.getValue().n()))
                .forEachOrdered(task -> sorted.put(task.getKey(), task.getValue()));
        runs = sorted;
    }

    /** A task that is done, whatever becomes of it. */
    void done(long token) {
        lastDone = Math.max(lastDone, token);
    }

    /** The last token of those that are done: it says when the whole was complete. */
    long lastDone() {
        return lastDone;
    }

    void run(Message message, Run run) {
        runs.put(message.id(), run);
        last = Math.max(last, run.token());
        for (Follower follower : stage.followers()) {
            String group = group(follower, message);
            if (group != null) {
                groups.merge(group, run.token(), Math::max);
            }
        }
    }

    void later(Message message) {
        later.add(message.id());
        for (Follower follower : stage.followers()) {
            String group = group(follower, message);
            if (group != null) {
                laterGroups.add(group);
            }
        }
    }

    private static @Nullable String group(Follower follower, Message message) {
        String group = follower.mode() != Mode.GROUP
                ? null
                : message.extra().path(Message.GROUPS).path(follower.stage()).textValue();
        return group == null ? null : follower.stage() + " " + group;
    }

    /** What becomes of one task of the stage. */
    Above task(String id) {
        Run run = runs.get(id);
        return new Above(run != null, later.contains(id), run == null ? 0 : run.token());
    }

    /** What becomes of a group of its tasks for which another stage waits. */
    Above group(String follower, String group) {
        String name = follower + " " + group;
        return new Above(groups.containsKey(name), laterGroups.contains(name), groups.getOrDefault(name, 0L));
    }

    /** What becomes of the whole stage. */
    Above whole() {
        return new Above(!runs.isEmpty(), !later.isEmpty(), last);
    }

    /**
     * What becomes of all that a task was made from.
     *
     * @param runs whether some of it is to run
     * @param later whether some of it is to run later
     * @param token the last that one of those had which are to run: it says when it was made last, see {@link Survey}
     */
    record Above(boolean runs, boolean later, long token) {
        static final Above NOTHING = new Above(false, false, 0);

        Above and(Above other) {
            return new Above(runs || other.runs, later || other.later, Math.max(token, other.token));
        }

        boolean moves() {
            return runs || later;
        }
    }
}
