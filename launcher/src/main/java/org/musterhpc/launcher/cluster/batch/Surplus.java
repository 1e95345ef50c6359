package org.musterhpc.launcher.cluster.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Pending;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.queue.model.ArrayRecord;

/**
 * The elements to cancel where there are too many: waiting ones first, and the youngest first. An element that is just
 * ending is never one of them.
 *
 * @param waiting ids of waiting elements; the array's own id where all its elements wait
 * @param running ids of running elements
 * @param elements how many of them wait
 * @param sure whether the scheduler told of every array
 */
record Surplus(List<String> waiting, List<String> running, int elements, boolean sure) {

    /**
     * The elements of one array.
     *
     * @param job the scheduler's id
     */
    record Span(String job, int first, int last) {
        static Span of(ArrayRecord array) {
            return new Span(
                    array.job(), array.elements().first(), array.elements().last());
        }
    }

    private record Element(String id, boolean running, int array, int index) {}

    /** @param wanted how many stay */
    static Surplus of(Dialect dialect, List<Span> arrays, Map<String, ArrayStates> states, int wanted) {
        List<Element> there = new ArrayList<>();
        boolean sure = true;
        for (int i = 0; i < arrays.size(); i++) {
            Span array = arrays.get(i);
            ArrayStates those = states.getOrDefault(array.job(), ArrayStates.unknown("nothing was said of it"));
            sure &= those.known();
            for (int index = array.first(); index <= array.last(); index++) {
                AllocationState state = those.of(index);
                if (state instanceof Pending || state instanceof Running) {
                    there.add(new Element(dialect.element(array.job(), index), state instanceof Running, i, index));
                }
            }
        }
        there.sort(Comparator.comparing(Element::running)
                .thenComparing(Element::array, Comparator.reverseOrder())
                .thenComparing(Element::index, Comparator.reverseOrder()));
        List<Element> all = there.subList(0, Math.max(0, there.size() - wanted));
        List<String> waiting = new ArrayList<>();
        for (int i = arrays.size() - 1; i >= 0; i--) {
            int number = i;
            List<String> own = ids(all.stream().filter(element -> !element.running() && element.array() == number));
            boolean whole = own.size() > 1 && onlyWaits(arrays.get(i), states, own.size());
            waiting.addAll(whole ? List.of(arrays.get(i).job()) : own);
        }
        List<String> running = ids(all.stream().filter(Element::running));
        return new Surplus(waiting, running, all.size() - running.size(), sure);
    }

    private static List<String> ids(Stream<Element> elements) {
        return elements.map(Element::id).toList();
    }

    /** Whether all elements that have not ended wait: then the array can be cancelled as a whole. */
    private static boolean onlyWaits(Span array, Map<String, ArrayStates> states, int waiting) {
        ArrayStates those = states.getOrDefault(array.job(), ArrayStates.unknown(""));
        int left = 0;
        for (int index = array.first(); index <= array.last(); index++) {
            left += those.of(index) instanceof AllocationState.Ended ? 0 : 1;
        }
        return left == waiting;
    }
}
