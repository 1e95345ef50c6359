package org.musterhpc.launcher.submit;

import java.util.List;
import java.util.function.Predicate;

/**
 * Where a campaign's messages are read from, as often as need be, without holding them all.
 *
 * @param <M> messages, or their texts
 */
public interface MessageSource<M> {

    /**
     * Reads a stage's messages in order of their numbers.
     *
     * @param after the number of the last message that need not be read
     * @param batches gets some thousand at a time and says whether it wants more
     */
    void read(String stage, long after, Predicate<List<M>> batches);
}
