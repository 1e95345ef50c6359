package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Ended;
import org.musterhpc.launcher.dialect.AllocationState.Leaving;
import org.musterhpc.launcher.dialect.AllocationState.Pending;
import org.musterhpc.launcher.dialect.AllocationState.Prospect;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.Seen;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.policy.Releaser.Gone;

/** Reads out of a scheduler's answer how one array and the agents in it are. Asks nobody. */
public final class ArrayStatus {
    private ArrayStatus() {}

    /**
     * The array's record after this answer. An element whose state the scheduler does not know counts as running, never as
     * ended; where it knows none, the record stays as it is.
     */
    static ArrayRecord count(ArrayRecord array, ArrayStates states) {
        int pending = 0;
        int running = 0;
        int ended = 0;
        int unknown = 0;
        String reason = "";
        boolean stuck = false;
        for (int index = array.elements().first(); index <= array.elements().last(); index++) {
            AllocationState state = states.of(index);
            if (state instanceof Pending waits) {
                pending++;
                boolean never = waits.prospect() != Prospect.WAITS;
                if (reason.isEmpty() || (never && !stuck)) {
                    reason = waits.reason();
                }
                stuck |= never;
            } else if (state instanceof Running || state instanceof Leaving) {
                running++;
            } else if (state instanceof Ended) {
                ended++;
            } else {
                unknown++;
            }
        }
        if (unknown == array.elements().count()) {
            return array;
        }
        Seen seen = new Seen(pending, running + unknown, ended, reason, stuck);
        return array.seen(seen, seen.live() == 0 ? State.ENDED : State.SUBMITTED);
    }

    /**
     * An element that the scheduler does not list counts as ended, but not while its agent sends heartbeats: a list may be
     * short for other reasons.
     */
    public static ArrayStates beating(Dialect dialect, ArrayRecord array, ArrayStates states, List<AgentView> agents) {
        if (!(states.others() instanceof Ended)) {
            return states;
        }
        Map<Integer, AllocationState> elements = new HashMap<>(states.elements());
        agents.stream()
                .filter(AgentView::alive)
                .forEach(agent -> dialect.index(array.job(), agent.info().allocation())
                        .ifPresent(index -> elements.putIfAbsent(index, new Running())));
        return new ArrayStates(elements, states.others());
    }

    /** The same for each of the arrays. */
    public static Map<String, ArrayStates> beating(
            Dialect dialect, List<ArrayRecord> arrays, Map<String, ArrayStates> states, List<AgentView> agents) {
        Map<String, ArrayStates> all = new HashMap<>(states);
        arrays.forEach(
                array -> all.computeIfPresent(array.job(), (job, those) -> beating(dialect, array, those, agents)));
        return all;
    }

    /**
     * The agents whose element has ended, with the cause.
     *
     * @param asked when the scheduler was asked, in Redis' time: an agent that sent a heartbeat since lives, whatever the
     *     scheduler says
     */
    static Map<String, Gone> gone(
            Dialect dialect, ArrayRecord array, ArrayStates states, List<AgentView> agents, Instant asked) {
        Map<String, Gone> gone = new HashMap<>();
        for (AgentView agent : agents) {
            String allocation = agent.info().allocation();
            OptionalInt index = dialect.index(array.job(), allocation);
            if (index.isEmpty() || !agent.seen().isBefore(asked)) {
                continue;
            }
            if (states.of(index.getAsInt()) instanceof Ended ended) {
                gone.put(agent.info().name(), gone(allocation, ended));
            }
        }
        return gone;
    }

    /** Why an allocation of the array ended; empty where the scheduler names no cause. */
    static Optional<Gone> cause(Dialect dialect, ArrayRecord array, ArrayStates states, String allocation) {
        OptionalInt index = dialect.index(array.job(), allocation);
        return index.isPresent()
                        && states.of(index.getAsInt()) instanceof Ended ended
                        && ended.kind().cause()
                ? Optional.of(gone(allocation, ended))
                : Optional.empty();
    }

    /** How many elements the scheduler names a cause of end for. */
    static long explained(ArrayStates states) {
        return states.elements().values().stream()
                .filter(state -> state instanceof Ended ended && ended.kind().cause())
                .count();
    }

    /** How the array's elements ended, in words such as {@code 2 elements ended with NODE_FAIL}; empty where none has. */
    static String ends(ArrayRecord array, ArrayStates states) {
        Map<String, Integer> ends = new TreeMap<>();
        for (int index = array.elements().first(); index <= array.elements().last(); index++) {
            if (states.of(index) instanceof Ended ended) {
                ends.merge(word(ended), 1, Integer::sum);
            }
        }
        return ends.entrySet().stream()
                .map(end -> (end.getValue() == 1 ? "1 element" : end.getValue() + " elements") + " ended with "
                        + end.getKey())
                .collect(Collectors.joining(", "));
    }

    private static Gone gone(String allocation, Ended ended) {
        return new Gone(ended.kind().outcome(), "its allocation " + allocation + " ended: " + word(ended), allocation);
    }

    private static String word(Ended ended) {
        return ended.kind()
                + (ended.exit().isPresent() ? ", exit " + ended.exit().getAsInt() : "");
    }
}
