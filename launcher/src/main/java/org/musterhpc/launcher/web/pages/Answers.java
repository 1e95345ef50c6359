package org.musterhpc.launcher.web.pages;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that all share who ask the same: each is got by one of them, and serves for a second; one that took long serves longer, so
 * that no question keeps Redis busy for more than a twentieth of the time.
 */
public final class Answers {
    private static final long LEAST = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();
    private static final int TIMES = 20;
    private static final int MOST = 256;

    private final LongSupplier nanos;
    private final Map<String, Answer> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MOST;
        }
    };

    /** @param nanos the monotonic clock */
    public Answers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param question where two are equal, so are the answers; a failure is an answer, too */
    public <T> T get(String question, Class<T> type, Supplier<T> ask) {
        Answer answer;
        synchronized (known) {
            answer = known.computeIfAbsent(question, any -> new Answer());
        }
        return type.cast(answer.get(ask));
    }

    /** Somebody has changed something: what was known may not be so any more. */
    void forget() {
        synchronized (known) {
            known.clear();
        }
    }

    private final class Answer {
        private @Nullable Object value;
        private @Nullable RuntimeException failure;
        private long at;
        private long lasts = -1;

        synchronized Object get(Supplier<?> ask) {
            long begun = nanos.getAsLong();
            if (lasts < 0 || begun - at >= lasts) {
                value = null;
                failure = null;
                try {
                    value = ask.get();
                } catch (RuntimeException e) {
                    failure = e;
                }
                at = nanos.getAsLong();
                lasts = Math.min(LONGEST, Math.max(LEAST, TIMES * (at - begun)));
            }
            RuntimeException failed = failure;
            Object got = value;
            if (failed != null) {
                throw failed;
            }
            if (got == null) {
                throw new IllegalStateException("no answer");
            }
            return got;
        }
    }
}
