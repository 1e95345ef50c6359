package org.musterhpc.launcher.shell;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A machine that may be away for long, as a host that is switched off: once it did not answer in time, commands fail at once
 * for a while, rather than each to wait as long again. One that refuses connections is asked each time.
 */
public final class AwayShell implements Shell {
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration WHILE = Duration.ofMinutes(2);

    private final Shell shell;
    private final LongSupplier nanos;
    private @Nullable NotSent last;
    private long until;

    /** @param nanos a clock that only runs forward */
    public AwayShell(Shell shell, LongSupplier nanos) {
        this.shell = shell;
        this.nanos = nanos;
    }

    @Override
    public Answer run(Command command) throws NoAnswer, NotSent, Refused {
        long begun = nanos.getAsLong();
        refuse(begun);
        try {
            return shell.run(command);
        } catch (NotSent e) {
            throw remembered(e, begun);
        }
    }

    private synchronized void refuse(long now) throws NotSent {
        NotSent known = last;
        if (known != null && now - until < 0) {
            throw known.forNow();
        }
        last = null;
    }

    private synchronized NotSent remembered(NotSent failure, long begun) {
        long now = nanos.getAsLong();
        if (now - begun < SLOW.toNanos()) {
            return failure;
        }
        last = failure;
        until = now + WHILE.toNanos();
        return failure.forNow();
    }

    @Override
    public String name() {
        return shell.name();
    }

    @Override
    public void close() {
        shell.close();
    }
}
