package org.musterhpc.queue;

import java.util.Collection;
import java.util.List;
import org.musterhpc.queue.model.Campaign;

/** How tasks come into a campaign that is under way. What they are is said by {@link Intake#push}, as ever. */
public interface Growth {

    /**
     * Takes the seal off stages, so that what waits for the whole of them goes on waiting; to be sealed again with
     * {@link Intake#seal}.
     *
     * @param stages those to which tasks are added
     * @param ended whether to do so also where all has ended
     */
    Unsealed unseal(String campaign, List<String> stages, boolean ended);

    /**
     * Says that nobody adds tasks to an open campaign any more, whose stages have been sealed.
     *
     * @return whether it was open
     */
    boolean close(String campaign);

    /** Those of the groups for which no task of the stage waits any more, or none was sent. */
    List<String> released(String campaign, String stage, Collection<String> groups);

    /**
     * Replaces a campaign's definitions by those of its next edition: what is claimed from now on is run by these.
     *
     * @param before as it is there
     * @param after the same with other definitions, as {@link Campaign#changed} makes it, signed
     * @return whether it was; else another edition was taken meanwhile
     */
    boolean change(Campaign before, Campaign after);

    /** How the stages of a campaign were defined at an edition, as far as that is kept. */
    Campaign edition(Campaign now, int number);

    /**
     * What {@link #unseal} found.
     *
     * @param stage which one has begun, else empty
     */
    record Unsealed(Found found, String stage) {}

    /** Whether tasks may be added; nothing was changed where not. */
    enum Found {
        OK,
        /** All has ended, and no more was to come. */
        COMPLETE,
        /** A stage that waits for the whole of one of these was released. */
        BEGUN,
        RESTORING
    }
}
