package org.musterhpc.launcher.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Pending;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.queue.model.ArrayRecord;

/** Which elements go when there are too many: those that have not begun first, and the youngest first. */
final class Surplus {
    private Surplus() {}

    private record Element(String id, boolean running, int array, int index) {}

    /**
     * @param wanted how many stay
     * @return ids to cancel
     */
    static List<String> of(Dialect dialect, List<ArrayRecord> arrays, Map<String, ArrayStates> states, int wanted) {
        List<Element> there = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) {
            ArrayRecord array = arrays.get(i);
            ArrayStates those = states.getOrDefault(array.job(), ArrayStates.unknown("nothing was said of it"));
            for (int index = array.elements().first(); index <= array.elements().last(); index++) {
                AllocationState state = those.of(index);
                if (state instanceof Pending || state instanceof Running) {
                    there.add(new Element(dialect.element(array.job(), index), state instanceof Running, i, index));
                }
            }
        }
        there.sort(Comparator.comparing(Element::running)
                .thenComparing(Element::array, Comparator.reverseOrder())
                .thenComparing(Element::index, Comparator.reverseOrder()));
        return there.subList(0, Math.max(0, there.size() - wanted)).stream()
                .map(Element::id)
                .toList();
    }
}
