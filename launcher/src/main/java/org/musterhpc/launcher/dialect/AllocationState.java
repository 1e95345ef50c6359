package org.musterhpc.launcher.dialect;

import java.util.OptionalInt;

/** What a scheduler says of one element of an array. */
public sealed interface AllocationState {

    /** Not started, or put back into the queue. */
    record Pending(Prospect prospect, String reason) implements AllocationState {}

    /** Started, and not over: its node is being prepared, it is suspended, or it runs. */
    record Running() implements AllocationState {}

    /** It runs no more, and the scheduler has not done with it: output is being copied, the node cleaned. */
    record Leaving() implements AllocationState {}

    /** @param exit the batch script's exit status, 128 + N after signal N, where the scheduler knows it */
    record Ended(EndKind kind, OptionalInt exit) implements AllocationState {
        public static Ended of(EndKind kind) {
            return new Ended(kind, OptionalInt.empty());
        }
    }

    /** The scheduler did not answer, or said a word that we do not know: never dead. */
    record Unknown(String said) implements AllocationState {}

    /** Whether a pending element will start by itself. */
    enum Prospect {
        WAITS,
        /** Held: somebody has to release it. */
        HELD,
        /** It asks for what it can never get where it was submitted. */
        NEVER
    }
}
