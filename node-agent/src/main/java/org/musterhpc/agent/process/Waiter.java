package org.musterhpc.agent.process;

import java.time.Duration;

/** A pause that may end early, when something has happened that is worth another look. */
interface Waiter {
    void await(Duration atMost) throws InterruptedException;
}
