package org.musterhpc.agent.room;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which of an agent's GPUs tasks have, by their numbers. Whoever has a room guards it. */
public final class GivenGpus {
    private final int total;
    private final BitSet given = new BitSet();

    public GivenGpus(int total) {
        this.total = total;
    }

    /** The first so many that are free; fewer where there are not so many. */
    public List<Integer> take(int number) {
        List<Integer> taken = new ArrayList<>();
        int at = given.nextClearBit(0);
        while (taken.size() < number && at < total) {
            taken.add(at);
            at = given.nextClearBit(at + 1);
        }
        taken.forEach(given::set);
        return taken;
    }

    public void give(List<Integer> back) {
        back.forEach(given::clear);
    }
}
