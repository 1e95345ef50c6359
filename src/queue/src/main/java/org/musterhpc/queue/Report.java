package org.musterhpc.queue;

import java.time.Duration;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;

/** What an agent (or a sweep, for an agent that is gone) says of a task that it holds. */
public sealed interface Report {
    Lease lease();

    /** The attempt succeeded. */
    record Finish(Lease lease, Ending ending) implements Report {}

    /** The attempt failed; run {@code next} after a while. */
    record Retry(Lease lease, Message next, Duration delay, Attempt attempt) implements Report {}

    /** The attempt failed and was the last. */
    record Bury(Lease lease, Ending ending) implements Report {}

    /** The task was not begun, or was stopped because the agent leaves; {@code next} goes to the head of the queue. */
    record GiveBack(Lease lease, Message next) implements Report {}

    /** What became of a report. */
    enum Answer {
        ACCEPTED,
        /** The very same report was accepted before: its answer was lost on the way. */
        ALREADY,
        /** Redis refused to take it (full, read only, …) and nothing was changed: to be handed in again. */
        REFUSED,
        /** The lease was no longer the task's; the report is kept aside as late and changes nothing. */
        STALE
    }
}
