package org.musterhpc.queue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;

/**
 * What an agent asks of a campaign's queues. Every call is one round trip and bounded in time.
 *
 * <p>All methods throw {@link QueueUnavailableException} where Redis does not answer in time; each call may then be made
 * again, as tokens make repetitions harmless.
 */
public interface WorkQueue extends AutoCloseable {

    /** The campaign with its stages, by the edition that was taken last. */
    Campaign campaign();

    /** The campaign as it is there now, for whoever was told that it has {@link Mood#CHANGED}; {@link #take} claims by it. */
    default Campaign changed() {
        return campaign();
    }

    /** Goes by this edition from now on. */
    default void take(Campaign changed) {}

    /**
     * Hands in reports and claims new tasks, in one round trip. An agent claims only while its last heartbeat lasts.
     * Where claims were not answered, the next exchange on that lane asks for just the same: what was given is given again.
     *
     * @param lane on which nothing else is under way
     * @param reports in any order; answered one by one
     * @param wants how many tasks of which stage are wanted at the most, in order of preference
     * @throws QueueUnavailableException where Redis does not answer, or refuses all of it: then nothing was taken. Where it
     *     refuses a part, the rest has happened: see {@link Exchange#refusal}
     */
    Exchange exchange(Lane lane, List<Report> reports, List<Want> wants);

    /** For whoever has one under way at a time. */
    default Exchange exchange(List<Report> reports, List<Want> wants) {
        return exchange(Lane.FIRST, reports, wants);
    }

    /** Lanes on which claims were not answered: their next exchange asks for them again. */
    default List<Lane> unanswered() {
        return List.of();
    }

    /** Says that the agent lives, which prolongs these leases; where there is reason, asks whether all are still its own. */
    Beat beat(AgentInfo agent, List<Lease> leases);

    /**
     * Does what one of all does for the others: makes ripe tasks pending, and now and then looks whether the indexes have
     * all that is in flight. To be called by the agent that {@link Beat#tends}, or by whoever follows a campaign.
     *
     * @param most for how long to wait at the most until the next call, but for where nothing is under way at all
     * @return for how long to wait
     */
    Duration tend(Duration most);

    /**
     * Waits until there may be work for an agent that found none; takes a connection of its own.
     *
     * @param most for how long: seconds, not minutes
     * @return whether it rang
     */
    boolean awaitBell(Duration most);

    /** Wakes another agent that waits, for one that was woken and had no use for it. */
    void ringBell();

    /**
     * Tells of the tasks for which a task of this stage waited, in the order of their numbers; of a whole stage only of those
     * that are not done. Several round trips where they are many.
     *
     * @param key the id of the task that waited, without its stage
     * @param failed whether only those are told that are not done
     */
    default void upstream(String stage, String key, boolean failed, Consumer<UpstreamTask> sink) {}

    /** Redis' time. */
    Instant now();

    /** Takes the agent out of the list of living ones; its leases should have been reported on before. */
    void leave(AgentInfo agent);

    /**
     * Leases of any agent whose heartbeat or deadline has passed; nothing is changed by looking.
     *
     * @param limit how many at the most
     */
    List<Lapsed> lapsed(int limit);

    /**
     * Takes lapsed leases away: as {@link #exchange}, but each report is refused as STALE where the lease has been
     * renewed meanwhile, and nothing is kept as late.
     */
    List<Report.Answer> lapse(List<Report> reports);

    /**
     * By how much the clock of Redis' host jumped (less than 0: back), where the last look for lapsed leases found that it
     * did; told once. Nothing lapses within a lease after it, as nobody could prolong his.
     */
    default Optional<Duration> clockJump() {
        return Optional.empty();
    }

    /**
     * For how long nothing can lapse, by what the last look for lapsed leases found: until the first of the leases and
     * deadlines of which it knew ends. 0 where nothing is sure.
     */
    default Duration quiet() {
        return Duration.ZERO;
    }

    /** The agents that are in the list, living or not, and when each was last heard of. */
    List<Heard> heard();

    /** The agents that are in the list, living or not. */
    default List<AgentInfo> agents() {
        return heard().stream().map(Heard::agent).toList();
    }

    /** What these agents hold now, in all stages; reads all that is in flight, a page at a time. */
    List<Lapsed> heldBy(Set<String> agents);

    /**
     * Takes leases away from agents that are known to be gone, before they lapse: as {@link #lapse}, but a report is
     * refused only where the token is no longer the task's. Should the agent be alive, it hears of it at its next beat.
     */
    List<Report.Answer> release(List<Report> reports);

    /** What was lost lately, to be put right where more comes to be known of it. */
    default Losses losses() {
        return Losses.NONE;
    }

    default Doubles doubles() {
        return Doubles.NONE;
    }

    /** Takes agents out of the list; one that is alive is in it again with its next beat. */
    void forget(Collection<String> agents);

    @Override
    void close();

    /**
     * How many tasks of a stage an agent wants now, and what it has for each; fewer may come though more are there.
     *
     * @param task the id of the only one that is wanted; null: any
     */
    record Want(
            String stage, int most, Offer offer, @Nullable String task) {
        public Want(String stage, int most, Offer offer) {
            this(stage, most, offer, null);
        }

        /** With as much as any task may need. */
        public Want(String stage, int most) {
            this(stage, most, Offer.ANYTHING);
        }

        /** One that is named, which is given also while the campaign is paused; it has to be pending, or delayed. */
        public static Want of(String stage, String task) {
            return new Want(stage, 1, Offer.ANYTHING, task);
        }
    }

    /**
     * What an agent's allocation still has. A task whose own walltime or memory (not its stage's) is more is left on the
     * queue, at its end.
     *
     * @param rest how long a task may take, or null where nobody knows
     * @param memory how many bytes it may use, or null where nobody knows
     */
    record Offer(@Nullable Duration rest, @Nullable Long memory) {
        public static final Offer ANYTHING = new Offer(null, null);
    }

    /**
     * @param answers one for each report, in order
     * @param leases what was claimed
     * @param now Redis' time
     * @param mood what to expect next
     * @param refusal why Redis refused a part of it (some claims, or the reports that are answered REFUSED); null: no part
     */
    record Exchange(
            List<Report.Answer> answers,
            List<Lease> leases,
            Instant now,
            Mood mood,
            @Nullable QueueUnavailableException refusal) {
        /** Those of the reports that Redis has heard of: all that it did not refuse. */
        public List<Report> heard(List<Report> reports) {
            return IntStream.range(0, reports.size())
                    .filter(i -> answers.get(i) != Report.Answer.REFUSED)
                    .mapToObj(reports::get)
                    .toList();
        }

        /** One of which Redis refused nothing. */
        public Exchange(List<Report.Answer> answers, List<Lease> leases, Instant now, Mood mood) {
            this(answers, leases, now, mood, null);
        }
    }

    /** Why an agent got no (more) tasks. */
    enum Mood {
        /** There may be more. */
        OPEN,
        /** There are tasks, and as many are under way as their stage, or a limit of the campaign, lets be. */
        FULL,
        /** There are tasks, which begin one after the other, by the rate of their stage. */
        PACED,
        /** A person paused the campaign, or it was halted. */
        PAUSED,
        /** The agent has no lease: it must be heard of first. */
        SILENT,
        /** The campaign has another edition: the agent must {@link #take} it first. */
        CHANGED,
        /** Everything that could end has ended and no more will be pushed. */
        COMPLETE,
        /** The campaign is not there any more. */
        GONE
    }

    /**
     * @param now Redis' time
     * @param lost leases that are no longer the agent's: cancelled, or swept because the agent seemed dead
     * @param tends whether this agent looks after what lapses and ripens, until its next heartbeat: see {@link #tend}
     */
    record Beat(Instant now, List<Lease> lost, Mood mood, boolean tends) {}

    /**
     * A task for which another waited.
     *
     * @param params its parameters, where they are known
     * @param ending how it ended; null where it is not over (any more, as somebody had it run again)
     */
    record UpstreamTask(
            String stage,
            String id,
            @Nullable ObjectNode params,
            @Nullable Ending ending) {
        public UpstreamTask(String stage, String id, @Nullable Ending ending) {
            this(stage, id, ending == null ? null : ending.message().params(), ending);
        }
    }

    /**
     * A lease that ran out, or that an agent holds which is gone.
     *
     * @param walltimeOver whether it was held for its whole walltime; else only its heartbeat is missing
     */
    record Lapsed(Lease lease, String agent, boolean walltimeOver) {}

    /** @param seen its last heartbeat, by Redis' clock */
    record Heard(AgentInfo agent, Instant seen) {}

    /**
     * @param name unique among all agents of the campaign, without white space
     * @param cluster the cluster's name in {@code muster.yml}
     * @param allocation the scheduler's id, or empty
     * @param slots how many tasks it runs at once
     * @param leaseTime how long a lease lasts without a heartbeat
     * @param offers what it has for tasks, by the names of a campaign file ({@code memory} in bytes); empty: it does not say
     */
    record AgentInfo(
            String name,
            String cluster,
            String host,
            long pid,
            String allocation,
            int slots,
            Duration leaseTime,
            Map<String, Long> offers) {
        public AgentInfo {
            offers = Map.copyOf(offers);
        }

        /** One that does not say what it has. */
        public AgentInfo(
                String name, String cluster, String host, long pid, String allocation, int slots, Duration leaseTime) {
            this(name, cluster, host, pid, allocation, slots, leaseTime, Map.of());
        }
    }
}
