package org.musterhpc.launcher.dialect;

import java.util.List;

/**
 * What the machines that a scheduler gives are like.
 *
 * @param sharesFolder whether they see a folder that we write to: agents and keys are brought there. Else agents are in an
 *     image that the site has made, get their connection from it, and belong to a pool
 * @param throttles whether the scheduler can let only so many elements of an array run at once
 * @param required options without which nothing can be submitted
 */
public record Place(boolean sharesFolder, boolean throttles, List<String> required) {
    static final Place CLUSTER = new Place(true, true, List.of());

    public Place {
        required = List.copyOf(required);
    }
}
