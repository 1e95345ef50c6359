package org.musterhpc.launcher.dialect;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler has made of an array that it accepted.
 *
 * @param queues where it is, and where it was sent to: a routing queue passes jobs on
 * @param walltime of an element; null: without limit
 * @param live whether an element of it runs or waits; all the rest says nothing where none does
 */
public record Facts(
        String name, Set<String> queues, @Nullable Duration walltime, boolean live) {
    /** The scheduler answers, and knows no such array. */
    public static final Facts NONE = new Facts("", Set.of(), null, false);

    public Facts {
        queues = Set.copyOf(queues);
    }
}
