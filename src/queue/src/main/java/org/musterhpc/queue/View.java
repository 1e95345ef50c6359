package org.musterhpc.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;

/** What can be read without changing anything. */
public interface View {

    /** Redis' time. */
    Instant now();

    /** Names of all campaigns, oldest first. */
    List<String> campaigns();

    Optional<Campaign> campaign(String name);

    /** All stages' tallies at one moment, in the order of the campaign, in one round trip whatever their size. */
    Overview overview(String campaign);

    /**
     * The same in a single question, for whoever has read the campaign before: definitions are not read again.
     *
     * @return empty where another edition of it, another campaign of its name, or none is there by now
     */
    Optional<Overview> overview(Campaign known);

    /**
     * Whether all that can end has ended. Asks less than {@link #overview}: it stops at the first stage that has something left.
     *
     * @param known as it was read before; false where it is not there any more
     */
    boolean complete(Campaign known);

    /** One task, wherever it is; one whose id is not its number is looked for on all of the queue, if nobody has touched it yet. */
    Optional<TaskView> find(String campaign, String id);

    /** Every task in one of the states, stage by stage, streamed; the order within a state is the queue's. */
    void tasks(String campaign, @Nullable String stage, Set<State> states, Consumer<TaskView> sink);

    /**
     * Some of the tasks of a stage that are in a state, in the order of {@link #tasks}: for whoever shows them a part at a time. A
     * part costs as much as it has tasks, however many there are; what moves meanwhile may be seen twice or not at all.
     *
     * @param after where to go on, as the part before said; empty: at the beginning
     * @param most how many at the most
     * @throws IllegalArgumentException where there is no such stage, or {@code after} is nothing that a part said
     */
    TaskPage page(String campaign, String stage, State state, String after, int most);

    /**
     * What {@link #page} takes as {@code after} to begin in the middle: to the task among the pending and the delayed, else about there.
     *
     * @param before how many tasks in that state stand before it
     * @param of how many there are in it
     */
    String place(String campaign, String stage, State state, long before, long of);

    /** Every task that ended: the done in the order in which they ended, then the dead, then the cancelled. */
    void endings(String campaign, @Nullable String stage, Consumer<Ending> sink);

    /**
     * Every attempt but the last of every task that was tried several times, with the name of its stage, streamed in no
     * order.
     */
    void earlier(String campaign, BiConsumer<String, Attempt> sink);

    /**
     * What happened, oldest first; events of single successful tasks come from the done queue.
     *
     * @param cursor where to go on; null: from the beginning of what is kept
     * @param limit how many at the most
     */
    Events events(String campaign, @Nullable Cursor cursor, int limit);

    List<AgentView> agents(String campaign);

    /** Compares ids: every task that was pushed, in exactly one place. For quiet campaigns; slow for large ones. */
    Audit audit(String campaign);

    /**
     * @param now Redis' time
     * @param paused whether nothing more is claimed: a person paused it, or it was halted
     * @param agents how many agents have sent a heartbeat within their lease time
     * @param stages by name, in order
     * @param halted why it was halted, where nobody has resumed it since
     * @param open whether tasks may be added until somebody closes it
     */
    record Overview(
            Instant now,
            boolean paused,
            int agents,
            Map<String, Tally> stages,
            @Nullable Halted halted,
            boolean open) {
        /** Of a campaign that was not halted. */
        public Overview(Instant now, boolean paused, int agents, Map<String, Tally> stages) {
            this(now, paused, agents, stages, null, false);
        }

        /** Whether nothing can move by itself any more and no more will be pushed. */
        public boolean complete() {
            return stages.values().stream().allMatch(tally -> tally.sealed() && tally.moving() == 0);
        }

        /** Whether every task that was pushed is in exactly one state. */
        public boolean holds() {
            return stages.values().stream().allMatch(Tally::holds);
        }

        /** Whether it was halted, and nothing is under way any more. */
        public boolean stands() {
            return halted != null && stages.values().stream().allMatch(tally -> tally.count(State.WORKING) == 0);
        }

        /** Whether tasks are missing and none of those that are there can move: it will not end by itself. */
        public boolean stuck() {
            return !holds() && stages.values().stream().noneMatch(Tally::claimable);
        }
    }

    /**
     * Too much of a stage has failed; see {@link org.musterhpc.queue.model.Halt}.
     *
     * @param id the task that failed last
     * @param failures how many attempts failed, where all did in one way; else how many tasks
     * @param how in which way all of them failed: the outcome, and the status or signal behind a blank; null: in several
     */
    record Halted(
            String stage,
            String id,
            long failures,
            @Nullable String how) {}

    /**
     * @param lease who works on it, until when; only in WORKING
     * @param ripe when it may run again; only in DELAYED
     * @param ending how it ended; only in DONE, DEAD, CANCELLED
     * @param history the attempts before the last one; empty in listings, full from {@link #find}
     */
    record TaskView(
            String stage,
            State state,
            Message message,
            @Nullable Holder lease,
            @Nullable Instant ripe,
            @Nullable Ending ending,
            List<Attempt> history) {
        /** The attempt that ended it, else the last before the one that runs or is to come; null where there was none. */
        public @Nullable Attempt lastAttempt() {
            if (ending != null) {
                return ending.last();
            }
            return history.isEmpty() ? null : history.get(history.size() - 1);
        }

        /** The second attempt that runs beside that of its holder; null where there is none. */
        public @Nullable Second second() {
            return lease == null ? null : lease.second();
        }
    }

    /**
     * A part of a listing; it may be empty though more follow.
     *
     * @param next where the next part begins; empty where there is none
     */
    record TaskPage(List<TaskView> tasks, String next) {
        public TaskPage {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * Who holds a task.
     *
     * @param second who else runs it, as it takes long; null: nobody, or it is not known, as in listings
     */
    record Holder(
            String agent,
            long token,
            Instant claimed,
            Instant deadline,
            Instant expires,
            @Nullable Second second) {
        /** One beside whom nobody is known. */
        public Holder(String agent, long token, Instant claimed, Instant deadline, Instant expires) {
            this(agent, token, claimed, deadline, expires, null);
        }
    }

    /** Who runs a task beside its holder, see {@link Doubles}. */
    record Second(String agent, Instant claimed, Instant deadline) {}

    /** A position in the event streams of a campaign; opaque. */
    record Cursor(Map<String, String> positions) {}

    record Events(List<Event> events, Cursor next) {}

    /**
     * @param kind the move's or the operation's name in lower case: {@code retry}, {@code bury}, {@code pause}, …
     * @param id the task's id, or empty where it is about the whole campaign
     * @param detail more, as JSON keys to values
     */
    record Event(Instant time, String kind, String stage, String id, Map<String, String> detail) {}

    /** @param running how many tasks it holds; of one that is alive also those that it runs beside another, see {@link Doubles} */
    record AgentView(WorkQueue.AgentInfo info, Instant seen, boolean alive, int running) {}

    /**
     * Ids that are nowhere though they were pushed, ids that are in more than one place, and what else does not fit
     * together.
     */
    record Audit(long tasks, List<String> missing, List<String> doubled, List<Flaw> flaws) {
        public Audit(long tasks, List<String> missing, List<String> doubled) {
            this(tasks, missing, doubled, List.of());
        }

        public boolean holds() {
            return missing.isEmpty()
                    && doubled.isEmpty()
                    && flaws.stream().allMatch(flaw -> flaw.kind().remedy() == Flaw.Remedy.NONE);
        }
    }
}
