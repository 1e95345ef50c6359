package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.AgentView;

/**
 * Decides when to ask the scheduler: once a minute, and sooner where an agent that holds tasks has fallen silent, where an
 * allocation took tasks back, or where all agents have gone while there is work.
 */
final class PollSchedule {
    static final Duration STEADY = Duration.ofMinutes(1);
    static final Duration SOON = Duration.ofSeconds(5);
    /** A busy node sends a heartbeat late. An agent that was silent for less is not asked about. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(3);

    private static final Duration SEVERAL = SOON.multipliedBy(4);

    private final Duration silence;
    private @Nullable Instant last;
    /** Between two questions about agents that stay silent: twice as long each time. */
    private Duration silentGap = SOON;

    private boolean hadAgents;
    /** Between two questions after all agents have gone; null: some are there, or enough was asked. */
    private @Nullable Duration goneGap;

    /** When an event came that no earlier answer tells of; null: the scheduler has answered since. */
    private @Nullable Instant news;
    /** Between two questions about the same news: twice as long each time that no answer comes. */
    private Duration newsGap = SOON;

    private long losses = -1;
    /** When an allocation took a task back last; null: the scheduler has told since which element ended. */
    private @Nullable Instant lost;
    /** How long after the loss the next question is due. */
    private Duration lossGap = SOON;

    /** @param beat between two heartbeats of an agent */
    PollSchedule(Duration beat) {
        Duration oneAndAHalf = beat.multipliedBy(3).dividedBy(2);
        this.silence = oneAndAHalf.compareTo(LEAST_SILENCE) < 0 ? LEAST_SILENCE : oneAndAHalf;
    }

    /**
     * Decides whether this round needs an answer of the scheduler.
     *
     * @param now Redis' time
     * @param agents that run in the arrays
     * @param starving whether tasks wait although elements are there to drain the queue
     * @return how old the answer may be; null: the round needs none
     */
    @Nullable
    Duration needed(Instant now, List<AgentView> agents, boolean starving) {
        boolean silent = agents.stream().anyMatch(agent -> silent(agent, now));
        boolean anyAlive = agents.stream().anyMatch(AgentView::alive);
        if (anyAlive) {
            goneGap = null;
        } else if (starving && hadAgents) {
            goneGap = SOON;
        }
        hadAgents = anyAlive;
        Instant before = last;
        if (before == null) {
            return STEADY;
        }
        Duration since = Duration.between(before, now);
        if (since.isNegative()) {
            // The clock of Redis' host was put back: nobody knows how long ago the last question was.
            since = STEADY;
        }
        // An agent may be silent for a long lease although its element runs.
        silentGap = silent ? silentGap : SOON;
        Duration soon = silent ? silentGap : news != null ? newsGap : goneGap;
        Instant loss = lost;
        if (loss != null && !now.isBefore(loss.plus(lossGap))) {
            return SOON;
        }
        if (soon != null && since.compareTo(soon) >= 0) {
            silentGap = silent && silentGap.compareTo(STEADY) < 0 ? silentGap.multipliedBy(2) : silentGap;
            return SOON;
        }
        return since.compareTo(STEADY) >= 0 ? STEADY.minusSeconds(1) : null;
    }

    /** An event became known that no earlier answer of the scheduler tells of: a new answer is needed soon. */
    void news(Instant now) {
        news = now;
    }

    /**
     * Takes note of attempts that were lost with their allocation or node: each tells of an element that has ended, or soon
     * will.
     *
     * @param count of such attempts so far
     */
    void losses(long count, Instant now) {
        if (losses >= 0 && count > losses) {
            // The scheduler shows the element for a moment after its agent has given the tasks back.
            news(now.plus(SOON));
            lost = now;
            lossGap = SOON;
        }
        losses = count;
    }

    /**
     * Takes note that the scheduler was asked.
     *
     * @param heard whether it answered
     * @param fewer whether it showed fewer elements than before
     */
    void asked(Instant when, boolean heard, boolean fewer) {
        last = when;
        Instant loss = lost;
        if (loss != null && fewer && when.isAfter(loss)) {
            lost = null;
        } else if (loss != null && !when.isBefore(loss.plus(lossGap))) {
            // An element may take half a minute to end: the questions are due 5, 10, 20 and 40 s after the loss.
            lost = lossGap.compareTo(SEVERAL) > 0 ? null : loss;
            lossGap = lossGap.multipliedBy(2);
        }
        // The scheduler shows an element for a while after its agent has gone: it is asked twice more, then every
        // minute.
        goneGap = goneGap == null || goneGap.compareTo(SEVERAL) >= 0 ? null : goneGap.multipliedBy(2);
        if (news != null && when.isAfter(news)) {
            news = heard ? null : news;
            newsGap = heard ? SOON : least(newsGap.multipliedBy(2), STEADY);
        }
    }

    /** Whether the agent missed its heartbeat: for a beat and a half, or half a lease. A sweep takes what has lapsed. */
    private boolean silent(AgentView agent, Instant now) {
        return agent.alive()
                && agent.running() > 0
                && agent.seen()
                        .plus(least(silence, agent.info().leaseTime().dividedBy(2)))
                        .isBefore(now);
    }

    static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
