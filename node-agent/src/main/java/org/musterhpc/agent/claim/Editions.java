package org.musterhpc.agent.claim;

import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.UntrustedException;

/** Which edition of the campaign is gone by. */
public interface Editions {
    Campaign campaign();

    /**
     * Takes the one that is there now.
     *
     * @throws UntrustedException where it is not the owner's
     */
    Campaign renew() throws UntrustedException;

    /** One that never changes. */
    static Editions only(Campaign campaign) {
        return new Editions() {
            @Override
            public Campaign campaign() {
                return campaign;
            }

            @Override
            public Campaign renew() {
                return campaign;
            }
        };
    }
}
