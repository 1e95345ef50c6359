package org.musterhpc.launcher.follow;

import java.util.List;

/** Lets what runs end, and nothing new begin, before whoever follows a campaign leaves it. */
public interface Drain {
    /** Nothing is ours that would have to end. */
    Drain NOTHING = new Drain() {
        @Override
        public List<String> drain() {
            return List.of();
        }

        @Override
        public boolean drained() {
            return true;
        }
    };

    /**
     * From now on nothing new begins; returns at once. Said twice, it does no harm.
     *
     * @return what goes on without us, a line each
     */
    List<String> drain();

    /** Whether all has ended that was to end. */
    boolean drained();
}
