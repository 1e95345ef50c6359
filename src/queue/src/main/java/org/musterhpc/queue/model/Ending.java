package org.musterhpc.queue.model;

/**
 * A task that ended: what the {@code done} stream, the {@code dead} and the {@code cancelled} hash hold.
 *
 * @param stage its stage
 * @param state DONE, DEAD or CANCELLED
 * @param message the message as it was claimed last, its tries brought up to date
 * @param last the attempt that ended it; for a task that was cancelled or refused before it ever ran, a made-up one of
 *     length 0 with outcome CANCELLED or BAD_MESSAGE
 */
public record Ending(String stage, State state, Message message, Attempt last) {
    public Ending {
        if (!state.ended()) {
            throw new IllegalArgumentException("state: " + state + " is not an end");
        }
    }
}
