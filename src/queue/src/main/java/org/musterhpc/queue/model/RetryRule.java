package org.musterhpc.queue.model;

import org.jspecify.annotations.Nullable;

/** What to do after an attempt ended in a certain way. */
public sealed interface RetryRule {

    /** Run it again as it was. */
    record Same() implements RetryRule {}

    /** Do not run it again. */
    record Never() implements RetryRule {}

    /** Run it with the next set of parameters of the stage's ladder; where there is none left, it is dead. */
    record Ladder() implements RetryRule {}

    /** Run it with more walltime (milliseconds) or memory (bytes), or both. */
    record Grow(@Nullable Growth walltime, @Nullable Growth memory) implements RetryRule {}

    /**
     * How a quantity grows: by a factor ({@code x2}) where {@code factor} is not 0, else to a value; never beyond the
     * ceiling, and once there it is tried no more often than {@code max_attempts} says.
     */
    record Growth(double factor, long value, @Nullable Long ceiling) {
        public Growth {
            if (factor != 0 && factor <= 1) {
                throw new IllegalArgumentException("x" + factor + " would not grow; write x2, x1.5 or a value");
            }
        }

        /** The next value after {@code current}, in the same unit. */
        public long next(long current) {
            long grown = factor != 0 ? Math.round(current * factor) : value;
            return ceiling == null ? grown : Math.min(grown, ceiling);
        }
    }
}
