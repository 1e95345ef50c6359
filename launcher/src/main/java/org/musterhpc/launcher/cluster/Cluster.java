package org.musterhpc.launcher.cluster;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** One place that runs agents: this machine, a scheduler's array elements, machines reached over SSH. */
public interface Cluster {

    /** As in {@code muster.yml}. */
    String name();

    /**
     * Whether the agents run on other machines. They go on without the program that opened them, any program may look after
     * them, and a round may have to wait for another machine's answer.
     */
    boolean remote();

    /** The key with which campaigns for it are signed; empty: each has its own. */
    default Optional<SigningKey> key() {
        return Optional.empty();
    }

    /**
     * Looks for everything that can be wrong, before a task is sent.
     *
     * @throws org.musterhpc.launcher.problem.Problem where the campaign cannot have agents here
     */
    void check(Campaign campaign);

    /**
     * Starts agents for a campaign that is in Redis: as many as were asked for before, else as many as the cluster's settings
     * say. Agents that an earlier program started are counted, so opening a fleet again does not double it.
     *
     * @param tasks how many tasks each stage will have, where they are still to be sent
     * @throws org.musterhpc.launcher.problem.Problem where none can be started
     */
    Fleet open(Campaign campaign, SigningKey key, Map<String, Long> tasks);

    /**
     * The agents that an earlier program started for the campaign; starts none.
     *
     * @param key null: the fleet can be looked at and ended, but nothing can be started for it
     */
    Fleet attach(Campaign campaign, @Nullable SigningKey key);
}
