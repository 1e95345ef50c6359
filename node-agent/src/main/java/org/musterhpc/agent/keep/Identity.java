package org.musterhpc.agent.keep;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.musterhpc.queue.model.Campaign;

/** The line that says which campaign the following ones are of: a name may be used again for another. */
final class Identity {
    private Identity() {}

    static String of(Campaign campaign) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("campaign", campaign.name())
                .put("digest", campaign.digest())
                .put("created_ms", campaign.created().toEpochMilli())
                .toString();
    }
}
