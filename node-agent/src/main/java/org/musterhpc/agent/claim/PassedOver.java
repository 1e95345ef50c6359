package org.musterhpc.agent.claim;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Since when something has been passed over because there was too little room for it. Small tasks go before a large one for
 * a while, since there is room for them; after that the large one is due, however many small ones there are.
 */
final class PassedOver {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    /** What was not passed over for so long has found its place elsewhere. */
    private static final long FORGOTTEN_AFTER = TimeUnit.HOURS.toNanos(1);

    private final Map<String, Times> all = new HashMap<>();

    private record Times(long first, long last) {}

    /** Notes that it was passed over once more. */
    void again(String name, long now) {
        all.values().removeIf(times -> now - times.last() > FORGOTTEN_AFTER);
        Times before = all.get(name);
        all.put(name, new Times(before == null ? now : before.first(), now));
    }

    boolean none() {
        return all.isEmpty();
    }

    /** Whether nothing may go before it any more. */
    boolean due(String name, long now) {
        Times times = all.get(name);
        return times != null && now - times.first() >= PATIENCE;
    }

    /** There was room for it. */
    void over(String name) {
        all.remove(name);
    }
}
