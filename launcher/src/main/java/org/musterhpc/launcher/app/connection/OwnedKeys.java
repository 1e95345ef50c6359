package org.musterhpc.launcher.app.connection;

import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** The keys of campaigns that were submitted from here. */
@FunctionalInterface
public interface OwnedKeys {

    /** @throws org.musterhpc.launcher.problem.Problem usage, where the campaign is somebody else's */
    SigningKey of(Campaign campaign);
}
