package org.musterhpc.queue.offender;

import org.musterhpc.launcher.offender.LauncherOffender;
import org.musterhpc.queue.redis.script.ScriptTime;
import org.musterhpc.testkit.SettableClock;

/** Breaks rules, so that a test sees them bite. */
public final class QueueOffender {
    public LauncherOffender upwards(SettableClock clock) {
        return new LauncherOffender(clock.instant());
    }

    public String inside(ScriptTime clock) {
        return clock.text();
    }
}
