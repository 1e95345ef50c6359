package org.musterhpc.launcher.cluster;

import java.util.List;

/**
 * What a round of a {@link Fleet} did.
 *
 * @param watching false where another program looks after the fleet
 * @param submitted agents that were started or asked for
 * @param released tasks that were taken back
 * @param notes what a person should know
 */
public record Round(boolean watching, int submitted, int released, List<String> notes) {
    /** Another program looks after the fleet. */
    public static final Round ELSEWHERE = new Round(false, 0, 0, List.of());

    /** Nothing was due. */
    public static final Round IDLE = new Round(true, 0, 0, List.of());
}
