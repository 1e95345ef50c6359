package org.musterhpc.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.PollInterval;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives every {@code await()} the {@link Ceiling}, and between two looks as long a rest as a look takes: most looks of the
 * system tests are a whole command, and one after the other they took the processors from what they wait for. JUnit finds
 * this by META-INF/services, in every module.
 */
public final class PatientAwaits implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(Ceiling.TIME);
        Awaitility.setDefaultPollInterval(new AsLongAsALook());
    }

    /** Awaitility asks in the thread that waits, after each look. */
    static final class AsLongAsALook implements PollInterval {
        private static final Duration LEAST = Duration.ofMillis(50);
        private static final Duration MOST = Duration.ofSeconds(2);

        /** When the rest began that the thread had last, by {@link System#nanoTime}. */
        private final ThreadLocal<Long> rested = new ThreadLocal<>();

        @Override
        public Duration next(int looks, Duration rest) {
            long now = System.nanoTime();
            Long before = rested.get();
            rested.set(now);
            // Before the first look there was no rest that began here.
            Duration look = looks == 1 || before == null
                    ? Duration.ZERO
                    : Duration.ofNanos(now - before).minus(rest);
            Duration atLeast = look.compareTo(LEAST) < 0 ? LEAST : look;
            return atLeast.compareTo(MOST) > 0 ? MOST : atLeast;
        }
    }
}
