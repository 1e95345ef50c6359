package org.musterhpc.launcher.dialect;

import java.util.Map;

/**
 * The elements of one array.
 *
 * @param elements those that the scheduler names, by index
 * @param others the state of each element that it does not name
 */
public record ArrayStates(Map<Integer, AllocationState> elements, AllocationState others) {
    public ArrayStates {
        elements = Map.copyOf(elements);
    }

    /** Nothing is known of any element. */
    public static ArrayStates unknown(String said) {
        return new ArrayStates(Map.of(), new AllocationState.Unknown(said));
    }

    /** Whether anything is known of any element. */
    public boolean known() {
        return !(others instanceof AllocationState.Unknown)
                || elements.values().stream().anyMatch(state -> !(state instanceof AllocationState.Unknown));
    }

    public AllocationState of(int index) {
        AllocationState named = elements.get(index);
        return named == null ? others : named;
    }
}
