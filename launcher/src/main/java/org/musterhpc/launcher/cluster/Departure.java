package org.musterhpc.launcher.cluster;

import java.nio.file.Path;

/**
 * An agent that is gone.
 *
 * @param agent its name
 * @param how in words: {@code exit 1}, {@code signal 9}
 * @param fate what was done about it
 * @param output what it printed
 */
public record Departure(String agent, String how, Fate fate, Path output) {

    /** What became of its place. */
    public enum Fate {
        /** It left by itself, all work done. */
        LEFT,
        /** Another is, or will after the back-off be, started. */
        REPLACED,
        /** Too many have died one after the other, or it cannot work at all: none is started again. */
        GIVEN_UP
    }
}
