package org.musterhpc.queue.model;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An array of agents that was submitted, or is about to be.
 *
 * @param name unique; the scheduler's job carries it, so that a lost answer can be looked up
 * @param cluster its key in {@code muster.yml}
 * @param job the scheduler's id, exactly as it was given; empty while it is not known
 * @param elements which indices, and how they are used
 * @param size what one element has
 * @param seen how many elements were where when the scheduler last answered
 * @param at where the record stands, and since when
 */
public record ArrayRecord(
        String name, String cluster, String job, Elements elements, ElementSize size, Seen seen, Standing at) {

    /** What is known of the array as a whole; the only list of legal changes. */
    public enum State {
        /** It is about to be submitted, or was, and nobody knows yet whether the scheduler has it. */
        INTENT,
        SUBMITTED,
        /** The scheduler surely does not have it. */
        REFUSED,
        /** No element of it runs or will run. */
        ENDED;

        private Set<State> next() {
            return switch (this) {
                case INTENT -> EnumSet.of(INTENT, SUBMITTED, REFUSED);
                case SUBMITTED -> EnumSet.of(SUBMITTED, ENDED);
                case REFUSED, ENDED -> EnumSet.noneOf(State.class);
            };
        }

        public boolean leadsTo(State to) {
            return next().contains(to);
        }
    }

    /**
     * @param throttle how many run at once; null: as many as the site allows
     * @param one whether each element takes a single task
     */
    public record Elements(int first, int last, @Nullable Integer throttle, boolean one) {
        public int count() {
            return last - first + 1;
        }
    }

    /**
     * @param walltime null: what the site gives
     * @param memory bytes; null: what the site gives
     */
    public record ElementSize(
            @Nullable Duration walltime, int cpus, @Nullable Long memory) {}

    /**
     * @param reason why elements wait, or why a site that is full refused them, in the scheduler's words; empty where
     *     neither is so
     * @param stuck whether they wait for what they can never get, or for somebody to release them
     */
    public record Seen(int pending, int running, int ended, String reason, boolean stuck) {
        public static Seen nothing(int elements) {
            return new Seen(elements, 0, 0, "", false);
        }

        public int live() {
            return pending + running;
        }
    }

    /**
     * @param since when it came into this state, or was last confirmed in it; Redis' time
     * @param open until when an intent's submission may still be on its way
     */
    public record Standing(State state, Instant since, Instant open) {
        /**
         * Whether it came into this state after something was asked about it. A state that it came into later than now is of a
         * time before the clock of Redis' host was put back.
         */
        public boolean changedAfter(Instant asked, Instant now) {
            return asked.isBefore(since) && !since.isAfter(now);
        }

        /** For a record that is about to be written: Redis stamps it. */
        public static Standing of(State state) {
            return new Standing(state, Instant.EPOCH, Instant.EPOCH);
        }
    }

    public State state() {
        return at.state();
    }

    /** Whether elements of it may run or come to run. */
    public boolean live() {
        return state() == State.INTENT || state() == State.SUBMITTED;
    }

    /** Whether the site had no room for it; the scheduler's words are the reason of what was seen. */
    public boolean held() {
        return state() == State.REFUSED && !seen.reason().isEmpty();
    }

    public ArrayRecord submitted(String id) {
        return new ArrayRecord(name, cluster, id, elements, size, seen, Standing.of(State.SUBMITTED));
    }

    /** The same, with so many elements that may run at once. */
    public ArrayRecord throttled(int most) {
        Elements now = new Elements(elements.first(), elements.last(), most, elements.one());
        return new ArrayRecord(name, cluster, job, now, size, seen, Standing.of(at.state()));
    }

    public ArrayRecord in(State state) {
        return new ArrayRecord(name, cluster, job, elements, size, seen, Standing.of(state));
    }

    public ArrayRecord seen(Seen now, State state) {
        return new ArrayRecord(name, cluster, job, elements, size, now, Standing.of(state));
    }
}
