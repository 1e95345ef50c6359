package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.AgentView;

/**
 * When the scheduler is asked: once a minute, and sooner where an agent that holds tasks has fallen silent, or where all
 * agents have gone while there is work.
 */
final class PollSchedule {
    static final Duration STEADY = Duration.ofMinutes(1);
    static final Duration SOON = Duration.ofSeconds(5);
    /** On a busy node a beat may be late; nobody is asked before that. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(3);

    private static final Duration SEVERAL = SOON.multipliedBy(4);

    private final Duration silence;
    private @Nullable Instant last;
    private Duration gap = SOON;
    private boolean hadAgents;
    /** After which time it is asked again because all agents have gone; null: they have not. */
    private @Nullable Duration again;

    private @Nullable Instant news;
    /** Between two questions about the same news: more each time that no answer comes. */
    private Duration patience = SOON;

    private long losses = -1;
    /** When attempts were lost last; null: what ended by it was heard of. */
    private @Nullable Instant lost;
    /** How long after that the next question is due. */
    private Duration due = SOON;

    /** @param beat between two heartbeats of an agent */
    PollSchedule(Duration beat) {
        Duration oneAndAHalf = beat.multipliedBy(3).dividedBy(2);
        this.silence = oneAndAHalf.compareTo(LEAST_SILENCE) < 0 ? LEAST_SILENCE : oneAndAHalf;
    }

    /**
     * How old an answer may be that is needed now; null: none is needed.
     *
     * @param now Redis' time
     * @param agents of the arrays that are asked about
     * @param starving whether tasks wait that elements which drain the queue should have taken
     */
    @Nullable
    Duration needed(Instant now, List<AgentView> agents, boolean starving) {
        boolean silent = agents.stream().anyMatch(agent -> silent(agent, now));
        boolean anyAlive = agents.stream().anyMatch(AgentView::alive);
        if (anyAlive) {
            again = null;
        } else if (starving && hadAgents) {
            again = SOON;
        }
        hadAgents = anyAlive;
        Instant before = last;
        if (before == null) {
            return STEADY;
        }
        Duration since = Duration.between(before, now);
        if (since.isNegative()) {
            // The clock of Redis' host was put back: nobody knows how long ago it was.
            since = STEADY;
        }
        // One that is silent and whose element runs may stay so for a long lease: asked about ever more seldom.
        gap = silent ? gap : SOON;
        Duration soon = silent ? gap : news != null ? patience : again;
        Instant loss = lost;
        if (loss != null && !now.isBefore(loss.plus(due))) {
            return SOON;
        }
        if (soon != null && since.compareTo(soon) >= 0) {
            gap = silent && gap.compareTo(STEADY) < 0 ? gap.multipliedBy(2) : gap;
            return SOON;
        }
        return since.compareTo(STEADY) >= 0 ? STEADY.minusSeconds(1) : null;
    }

    /** Something came to be known only now, of which no earlier answer tells: one is needed soon. */
    void news(Instant now) {
        news = now;
    }

    /**
     * An attempt that its allocation was taken from, or its node, tells of an element that has ended or is about to.
     *
     * @param count of such attempts so far
     */
    void losses(long count, Instant now) {
        if (losses >= 0 && count > losses) {
            // The element is still there for a moment after its agent has given its tasks back.
            news(now.plus(SOON));
            lost = now;
            due = SOON;
        }
        losses = count;
    }

    /**
     * It was asked at this time.
     *
     * @param heard whether an answer came; silence is no news
     * @param fewer whether elements had ended by then that were there before
     */
    void asked(Instant when, boolean heard, boolean fewer) {
        last = when;
        Instant loss = lost;
        if (loss != null && fewer && when.isAfter(loss)) {
            lost = null;
        } else if (loss != null && !when.isBefore(loss.plus(due))) {
            // It may take half a minute to leave: 5, 10, 20 and 40 s after the loss.
            lost = due.compareTo(SEVERAL) > 0 ? null : loss;
            due = due.multipliedBy(2);
        }
        // An element is still there for a while after its agent has gone: asked twice more, then every minute.
        again = again == null || again.compareTo(SEVERAL) >= 0 ? null : again.multipliedBy(2);
        if (news != null && when.isAfter(news)) {
            news = heard ? null : news;
            patience = heard ? SOON : least(patience.multipliedBy(2), STEADY);
        }
    }

    /** Not heard of for a beat and a half, or half a lease. What has lapsed needs no answer. */
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
