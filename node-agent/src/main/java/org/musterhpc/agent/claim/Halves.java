package org.musterhpc.agent.claim;

import java.util.List;
import org.musterhpc.queue.WorkQueue.Want;

/**
 * What is asked for and handed in at once, as two exchanges that are under way together. Two, and not more: where the network
 * is slow or the machine busy, each must be as much as can be.
 */
final class Halves {
    /** Claims or reports: of fewer, Redis takes less time than it takes to have two under way. */
    static final int LEAST = 256;

    private Halves() {}

    /** Whether it is so much that Redis would work for long while the agent only waits, and the agent while Redis does. */
    static boolean worth(List<Want> wants, int reports) {
        return reports >= LEAST || wants.stream().anyMatch(want -> want.most() >= LEAST);
    }

    /** Of each what is not in the {@link #second}. */
    static List<Want> first(List<Want> wants) {
        return wants.stream()
                .map(want -> some(want, want.most() - want.most() / 2))
                .toList();
    }

    /** Of each a half; nothing of one of which there is only one. */
    static List<Want> second(List<Want> wants) {
        return wants.stream()
                .filter(want -> want.most() > 1)
                .map(want -> some(want, want.most() / 2))
                .toList();
    }

    private static Want some(Want want, int most) {
        return new Want(want.stage(), most, want.offer(), want.task());
    }
}
