package org.musterhpc.agent.offender;

import java.io.IOException;
import java.time.Instant;
import org.musterhpc.launcher.offender.LauncherOffender;

/** Breaks rules, so that a test sees them bite. */
public final class AgentOffender {
    public Process start() throws IOException {
        return new ProcessBuilder("true").start();
    }

    public LauncherOffender across() throws InterruptedException {
        Thread.sleep(1);
        return new LauncherOffender(Instant.now());
    }
}
