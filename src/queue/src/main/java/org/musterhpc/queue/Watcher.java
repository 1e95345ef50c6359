package org.musterhpc.queue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.State;

/**
 * One process that is told of tasks that ended, each at least once, in the order in which they ended. Processes of one name
 * share what there is: none is given what another holds. Every name is told of all. For one thread.
 */
public interface Watcher {

    /**
     * What a watcher is told of.
     *
     * @param name under which it is known what it has acknowledged
     * @param stages none: all
     * @param states in which tasks end
     * @param lease for how long a process holds what it was given, unless it says that it holds it still
     */
    record Choice(String name, Set<String> stages, Set<State> states, Duration lease) {
        public Choice {
            stages = Set.copyOf(stages);
            states = Set.copyOf(states);
            if (states.isEmpty() || !states.stream().allMatch(State::ended)) {
                throw new IllegalArgumentException("not states in which tasks end: " + states);
            }
        }
    }

    /**
     * A task that ended, as it stood when it was read.
     *
     * @param stream where its end is noted
     * @param entry which note of it that is
     */
    record Notice(Ending ending, String stream, String entry) {}

    /**
     * Gives what comes next, which this process holds from then on; empty where there is nothing at present. An end that was
     * taken back before anybody was told of it (the task was sent again) is left out: the task ends again.
     *
     * @throws LostCampaignException where the campaign is not there, or another of its name is
     */
    List<Notice> next(int most);

    /** Whether, when {@link #next} was asked last, there was nothing, and no process of this name held anything. */
    boolean allTold();

    /** These need not be told of again. */
    void acknowledge(List<Notice> told);

    /** This process has these in hand still. */
    void hold(List<Notice> held);

    /** Whatever this process holds is anybody's again. */
    void leave();
}
