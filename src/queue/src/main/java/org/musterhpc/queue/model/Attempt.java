package org.musterhpc.queue.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of a task, as it is written into the history.
 *
 * @param attempt its number, from 1
 * @param token the lease under which it ran
 * @param outcome how it ended
 * @param detail exit status, signal and, in a few words, the reason
 * @param place where it ran
 * @param started in Redis' time, as are all times here
 * @param ended in Redis' time
 * @param usage what it used
 * @param result the small JSON value that the task wrote to {@code $MUSTER_RESULT}, if it did
 * @param log where its output stands, if it wrote any
 * @param ran by what it ran
 */
public record Attempt(
        int attempt,
        long token,
        Outcome outcome,
        Detail detail,
        Place place,
        Instant started,
        Instant ended,
        Usage usage,
        @Nullable JsonNode result,
        @Nullable LogRef log,
        Ran ran) {

    /** One that ran as the first edition of its stage says. */
    public Attempt(
            int attempt,
            long token,
            Outcome outcome,
            Detail detail,
            Place place,
            Instant started,
            Instant ended,
            Usage usage,
            @Nullable JsonNode result,
            @Nullable LogRef log) {
        this(attempt, token, outcome, detail, place, started, ended, usage, result, log, Ran.FIRST);
    }

    /** The same with another result. */
    public Attempt with(@Nullable JsonNode other) {
        return new Attempt(attempt, token, outcome, detail, place, started, ended, usage, other, log, ran);
    }

    /** The same, whose output is kept at another place, or not at all, and of which it is told otherwise by what it ran. */
    public Attempt elsewhere(@Nullable LogRef otherLog, Ran otherRan) {
        return new Attempt(attempt, token, outcome, detail, place, started, ended, usage, result, otherLog, otherRan);
    }

    /** The same, of whose output nothing is kept. */
    public Attempt withoutLog() {
        return new Attempt(attempt, token, outcome, detail, place, started, ended, usage, result, null, ran);
    }

    /**
     * By what it ran: with this and the message, its command and its parameters can be told.
     *
     * @param edition of the campaign
     * @param step of the ladder
     * @param walltime its own; null: the stage's
     * @param memory its own, in bytes; null: the stage's
     */
    public record Ran(
            int edition,
            int step,
            @Nullable Duration walltime,
            @Nullable Long memory) {
        public static final Ran FIRST = new Ran(1, 0, null, null);

        /** As a message asks for it. */
        public static Ran of(int edition, Message message) {
            Message.Needs needs = message.needs();
            return new Ran(edition, needs.paramStep(), needs.walltime(), needs.memory());
        }
    }

    /** Exit status (0–255) or signal number where there is one, and a reason where the outcome does not say it all. */
    public record Detail(
            @Nullable Integer exit,
            @Nullable Integer signal,
            @Nullable String reason) {
        public static final Detail NONE = new Detail(null, null, null);

        private static final int LONGEST = 1000;

        /** A reason may quote a value of any length: what is beyond 1000 characters is left out. */
        public Detail {
            if (reason != null && reason.length() > LONGEST) {
                int end = LONGEST - (Character.isHighSurrogate(reason.charAt(LONGEST - 1)) ? 1 : 0);
                reason = reason.substring(0, end) + "…";
            }
        }

        public static Detail because(String reason) {
            return new Detail(null, null, reason);
        }
    }

    /** The agent's name, its host, its cluster and, where a scheduler placed it, the allocation's id. */
    public record Place(
            String agent,
            String host,
            String cluster,
            @Nullable String allocation) {}

    /** Wall and CPU time in seconds, peak resident memory in bytes; 0 where it could not be learnt. */
    public record Usage(double wallS, double cpuS, long maxRssBytes) {
        public static final Usage UNKNOWN = new Usage(0, 0, 0);
    }

    /** A stretch of a log file: path on the node's (usually shared) file system, first byte, number of bytes. */
    public record LogRef(String file, long offset, long length) {
        /**
         * @throws IllegalArgumentException where it begins before the file does, or ends before it begins
         */
        public LogRef {
            if (offset < 0 || length < 0 || offset + length < 0) {
                throw new IllegalArgumentException(
                        "log: there is no stretch of " + length + " bytes from byte " + offset + " on");
            }
        }
    }
}
