package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.util.List;

/** The agents of one campaign on one cluster, while somebody follows the campaign. */
public interface Force extends Drain {

    /** What has to be done as long as the campaign runs. */
    Reconciler care();

    /** How many agents there are, or will be as soon as a scheduler starts them. */
    int agents();

    /** Where they are, in a few words for a person. */
    String where();

    /** The program ends and the agents stay. */
    void leave();

    /** The campaign has ended: sees to it that nothing of it stays behind. */
    void finished();

    /**
     * The program is told to end while the campaign goes on, and what runs is not waited for.
     *
     * @param grace for agents to give their tasks back, where they are ended
     * @return what goes on without us, a line each; none where agents were ended
     */
    List<String> interrupted(Duration grace);

    /**
     * The same, of whoever does not wait even for that: tells agents of ours to give back, and returns at once.
     *
     * @return how many of them were alive
     */
    int abandon();
}
