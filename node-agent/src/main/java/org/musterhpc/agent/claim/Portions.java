package org.musterhpc.agent.claim;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.WorkQueue.Want;

/**
 * In how many exchanges something is asked for and handed in: in one, unless it is so much that Redis would work for long
 * while the agent only waits, and the agent while Redis does.
 *
 * @param count how many
 * @param wants what is asked for in all of them together
 */
record Portions(int count, List<Want> wants) {
    /** Tasks claimed, or reports, of one: so many take Redis a millisecond or two, and its scripts' own share is little. */
    static final int SIZE = 128;

    private static final int MOST = 8;

    static Portions of(List<Want> wants, int reports) {
        int most = wants.stream().mapToInt(Want::most).max().orElse(0);
        return new Portions(Math.max(1, Math.min(MOST, Math.max(most, reports) / SIZE)), wants);
    }

    /** What the one of this number, from 0, asks for. */
    List<Want> wants(int at) {
        List<Want> share = new ArrayList<>();
        for (Want want : wants) {
            int most = want.most() / count + (at < want.most() % count ? 1 : 0);
            if (most > 0) {
                share.add(new Want(want.stage(), most, want.offer(), want.task()));
            }
        }
        return share;
    }
}
