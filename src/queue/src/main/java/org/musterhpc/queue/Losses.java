package org.musterhpc.queue;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Message;

/**
 * Attempts that were recorded as lost lately. A scheduler may say why only after the agent gave its tasks back, or after its
 * leases lapsed: then what is recorded is put right, where the task still waits.
 */
public interface Losses {
    /** For queues that keep none. */
    Losses NONE = new Losses() {
        @Override
        public List<Lost> lately(Predicate<Attempt> wanted) {
            return List.of();
        }

        @Override
        public List<Report.Answer> amend(List<Amendment> amendments) {
            return amendments.stream().map(each -> Report.Answer.STALE).toList();
        }
    };

    /**
     * Reads what events of the last hour tell of, and of the queues only both ends: it takes no longer for a long queue.
     *
     * @param wanted which of them are of interest
     */
    List<Lost> lately(Predicate<Attempt> wanted);

    /** Puts right what is recorded; answered one by one: ACCEPTED, STALE (the task waits so no more) or REFUSED. */
    List<Report.Answer> amend(List<Amendment> amendments);

    /**
     * @param waits the task, where it waits and this was its last attempt; null: it has gone on, or is not in reach
     */
    record Lost(
            String stage,
            String id,
            Attempt attempt,
            @Nullable Waits waits) {}

    /**
     * @param body the message exactly as it stands in Redis
     * @param recorded the attempt exactly as it stands in Redis
     */
    record Waits(Message message, String body, String recorded) {}

    /**
     * @param attempt as it is to be recorded
     * @param becomes what follows, a {@link Report.Retry} or a {@link Report.Bury}; null: the task waits on as it does
     */
    record Amendment(Lost lost, Attempt attempt, @Nullable Report becomes) {}
}
