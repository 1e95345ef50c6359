package org.musterhpc.queue;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Message;

/** What a person may do to a campaign that is there. */
public interface Control {

    /** Agents claim nothing until {@link #resume}; what runs goes on. */
    void pause(String campaign);

    void resume(String campaign);

    /**
     * Cancels tasks, in steps that do not hold up anybody else; agents kill what runs at their next heartbeat.
     *
     * @param stage only this stage; null: all
     * @param ids only these; empty: all that have not ended
     * @return how many were cancelled
     */
    long cancel(String campaign, @Nullable String stage, List<String> ids);

    /**
     * Sends dead and cancelled tasks again, with their failures forgotten (their history is not).
     *
     * @param ids only these; empty: all of the stage
     * @param cancelledToo whether cancelled ones are sent again as well as dead ones
     */
    Requeued requeue(String campaign, @Nullable String stage, List<String> ids, boolean cancelledToo);

    /**
     * The same of tasks that somebody has looked at: one that has moved on meanwhile is left alone, so that of two who see
     * the same one sends it.
     *
     * @param seen dead and cancelled tasks by id, with the tokens of the attempts that ended them
     */
    Requeued requeueSeen(String campaign, String stage, Map<String, Long> seen);

    /**
     * Has tasks done again that are done: their outputs are gone, or wrong. What they set free stays free, what still waits
     * for them waits again; the attempt that was done goes to their history.
     *
     * @param seen by id, with the tokens of the attempts that ended them: one that has moved on meanwhile is left alone
     * @param signed puts its owner's signature on a message: what is kept of a done task has none
     * @return how many of them were done, and are to be done again
     */
    long reopen(String campaign, String stage, Map<String, Long> seen, UnaryOperator<Message> signed);

    /** Removes everything of a campaign from Redis, in steps; also of one that is there in part only, or not at all. */
    void purge(String campaign);

    /** How many were sent again, and how many were not because their message cannot be read. */
    record Requeued(long sent, long unreadable) {}
}
