package org.musterhpc.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.State;

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
     * Cancels these tasks where they are in one of these states: one that has gone on to another since somebody looked is not
     * meant any more.
     *
     * @return how many were cancelled
     */
    long cancel(String campaign, List<String> ids, Set<State> states);

    /**
     * Sends dead and cancelled tasks again, with their failures forgotten (their history is not).
     *
     * @param ids only these; empty: all of the stage
     * @param cancelledToo whether cancelled ones are sent again as well as dead ones
     */
    default Requeued requeue(String campaign, @Nullable String stage, List<String> ids, boolean cancelledToo) {
        Set<String> wanted = Set.copyOf(ids);
        Set<State> states = cancelledToo ? EnumSet.of(State.DEAD, State.CANCELLED) : EnumSet.of(State.DEAD);
        return requeue(
                campaign,
                stage,
                states,
                (id, ending) -> wanted.isEmpty() || wanted.contains(id),
                ending -> ending.message().afresh());
    }

    /**
     * The same, of those that somebody chooses, as somebody wants them to run.
     *
     * @param states DEAD, CANCELLED, or both
     * @param which whether one is sent again, by the id under which it stands: of two that were sent with one id, the second has
     *     another
     * @param again the message that is sent; its id and number must stay, and its owner must have signed what is changed
     */
    Requeued requeue(
            String campaign,
            @Nullable String stage,
            Set<State> states,
            BiPredicate<String, Ending> which,
            Function<Ending, Message> again);

    /**
     * The same of tasks that somebody has looked at: one that has moved on meanwhile is left alone, so that of two who see
     * the same one sends it.
     *
     * @param seen dead and cancelled tasks by id, with the tokens of the attempts that ended them
     */
    default Requeued requeueSeen(String campaign, String stage, Map<String, Long> seen) {
        return requeue(
                campaign,
                stage,
                EnumSet.of(State.DEAD, State.CANCELLED),
                (id, ending) -> {
                    Long token = seen.get(id);
                    return token != null && token == ending.last().token();
                },
                ending -> ending.message().afresh());
    }

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
    default void purge(String campaign) {
        purge(campaign, QueueNames.USUAL);
    }

    /**
     * The same of one whose record of its queues' names may be lost.
     *
     * @param names as its owner remembers them; those that are recorded go before
     */
    void purge(String campaign, QueueNames names);

    /** How many were sent again, and how many were not because their message cannot be read. */
    record Requeued(long sent, long unreadable) {}

    /**
     * Who runs what is to be run at the end of a campaign.
     *
     * @param word whether it is the one that asks
     * @param until when whoever has it has to say so again, in Redis' time; null where nobody else has it
     */
    record EndCall(Word word, @Nullable Instant until) {
        public enum Word {
            /** The one that asks, for a lease. */
            YOURS,
            /** Another, which said so lately. */
            HELD,
            /** Nobody any more: it was run. */
            TOLD,
            /** Nobody yet: the campaign has not ended, or goes on again. */
            GOES_ON,
            /** Nobody: the campaign is not there, or another of its name is. */
            GONE
        }
    }

    /**
     * Asks for it, once the campaign has ended; once for each time that it ends after tasks of it ran again.
     *
     * @param who another name than any other that asks has, without tabs
     */
    EndCall claimEnd(Campaign campaign, String who, Duration lease);

    /** The one that runs it says that it still does. */
    EndCall holdEnd(Campaign campaign, String who, Duration lease);

    /**
     * It was run.
     *
     * @param how its exit status
     */
    void endTold(Campaign campaign, String who, String how);
}
