package org.musterhpc.agent.process.tree;

import java.time.Duration;

/** A pause that may end early, when something has happened that is worth another look. */
public interface Waiter {
    void await(Duration atMost) throws InterruptedException;
}
