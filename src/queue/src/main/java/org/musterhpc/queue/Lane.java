package org.musterhpc.queue;

/** An agent's exchanges are on one of these, one after the other; so two may be under way, and either may come first. */
public enum Lane {
    FIRST,
    SECOND
}
