package org.musterhpc.queue;

import java.util.List;

/**
 * Something that does not fit together in a campaign, though the sum may hold.
 *
 * @param stage its stage; empty: the campaign as a whole
 * @param ids of the tasks, agents or clusters that it is about; the first of them
 * @param count how many there are
 */
public record Flaw(String stage, Kind kind, List<String> ids, long count) {
    public Flaw {
        ids = List.copyOf(ids);
    }

    /** Who puts it right. */
    public enum Remedy {
        /** Whoever looks for lapsed leases: an agent, a run, a sentinel. */
        SWEEP,
        RESTORE,
        /** Nothing goes wrong by it. */
        NONE
    }

    /** What does not fit. */
    public enum Kind {
        WRONG_TYPE(Remedy.RESTORE, "of another type than they must be: what was in these keys is gone"),
        UNLISTED(Remedy.RESTORE, "the campaign is not in the list of campaigns"),
        NO_LEASE(Remedy.SWEEP, "in flight, but in no index by expiry: nobody would take them back"),
        STRAY_LEASE(Remedy.SWEEP, "in the index by expiry, but not in flight"),
        NO_BEAT(Remedy.SWEEP, "hold tasks, but it is not known until when: nobody would see that they are gone"),
        NOT_INDEXED(Remedy.RESTORE, "done by their record, but not in the index of what is done"),
        NO_RECORD(Remedy.RESTORE, "in the index of what is done, but without a record"),
        COUNTERS(Remedy.RESTORE, "have numbers that the counters have never given"),
        PENDING(
                Remedy.NONE,
                "counter of the processing queue is off: others' messages bore a number of ours, or some were taken off"),
        HELD(Remedy.RESTORE, "blocked, though what they wait for is done"),
        MEMBERS(
                Remedy.RESTORE,
                "for which groups wait, but not in the list of their members: {{items}} would lack them"),
        NO_GOAL(Remedy.RESTORE, "have arrays of agents, but nobody looks after them"),
        NO_ARRAY(
                Remedy.NONE,
                "run in allocations of no array that is known: nobody looks after them, they end by themselves"),
        UNKNOWN_AGENT(
                Remedy.NONE,
                "hold tasks, but are not in the list of agents: they come back with their next heartbeat, or lose the tasks with their lease"),
        NOT_A_DOUBLE(Remedy.NONE, "among the second attempts, but not to be read: they count for nothing"),
        NO_HISTORY(Remedy.NONE, "dead, and what was known of their earlier attempts is gone");

        private final Remedy remedy;
        private final String what;

        Kind(Remedy remedy, String what) {
            this.remedy = remedy;
            this.what = what;
        }

        public Remedy remedy() {
            return remedy;
        }

        /** What is said of those that it is about. */
        public String what() {
            return what;
        }
    }
}
